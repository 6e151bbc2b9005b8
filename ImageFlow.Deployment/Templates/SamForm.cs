using System.Text.Json.Nodes;
using ImageFlow.Deployment.Packages;
using ImageFlow.Deployment.Stacks;

namespace ImageFlow.Deployment.Templates;

/// <summary>
/// The same template for the AWS Serverless Application Model: functions and state machine in its types, which name files of the folder
/// instead of objects in a bucket, so that <c>sam deploy</c> and <c>aws cloudformation package</c> upload them.
/// </summary>
internal static class SamForm
{
    private const string Transform = "AWS::Serverless-2016-10-31";

    /// <summary>The parameters whose place files of the folder take.</summary>
    private static readonly string[] Needless = ["CodeBucket", "CodeKey", "DefinitionKey", "Architecture"];

    /// <summary>Members that the model names otherwise.</summary>
    private static readonly Dictionary<string, string> MachineNames = new()
    {
        ["StateMachineName"] = "Name",
        ["StateMachineType"] = "Type",
        ["RoleArn"] = "Role",
        ["LoggingConfiguration"] = "Logging",
        ["TracingConfiguration"] = "Tracing",
    };

    public static JsonObject Of(JsonObject document)
    {
        JsonObject sam = [];
        foreach ((string section, JsonNode? content) in document)
        {
            sam[section] = content?.DeepClone();
            if (section == "AWSTemplateFormatVersion")
            {
                sam[nameof(Transform)] = Transform;
            }
        }

        foreach (string parameter in Needless)
        {
            sam["Parameters"]!.AsObject().Remove(parameter);
        }

        foreach ((_, JsonNode? resource) in sam["Resources"]!.AsObject())
        {
            JsonObject members = resource!.AsObject();
            switch ((string)members["Type"]!)
            {
                case "AWS::Lambda::Function":
                    members["Type"] = "AWS::Serverless::Function";
                    members["Properties"] = Function(members["Properties"]!.AsObject());
                    break;
                case "AWS::StepFunctions::StateMachine":
                    members["Type"] = "AWS::Serverless::StateMachine";
                    members["Properties"] = Machine(members["Properties"]!.AsObject());
                    break;
                default:
                    break;
            }
        }

        return sam;
    }

    private static JsonObject Function(JsonObject properties)
    {
        JsonObject function = [];
        foreach ((string name, JsonNode? value) in properties)
        {
            switch (name)
            {
                case "Code" when value!["ZipFile"] is { } source:
                    function["InlineCode"] = source.DeepClone();
                    break;
                case "Code":
                    function["CodeUri"] = LambdaPackage.FileName(LambdaPackage.Arm);
                    break;
                case "TracingConfig":
                    function["Tracing"] = value!["Mode"]!.DeepClone();
                    break;
                case "Architectures":
                    function[name] = new JsonArray(LambdaPackage.Arm);
                    break;
                default:
                    function[name] = value?.DeepClone();
                    break;
            }
        }

        return function;
    }

    private static JsonObject Machine(JsonObject properties)
    {
        JsonObject machine = [];
        foreach ((string name, JsonNode? value) in properties)
        {
            if (name is "DefinitionString" or "DefinitionS3Location")
            {
                machine["DefinitionUri"] = StackDeployment.DefinitionApartFile;
            }
            else
            {
                machine[MachineNames.GetValueOrDefault(name, name)] = value?.DeepClone();
            }
        }

        return machine;
    }
}
