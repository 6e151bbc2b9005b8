using System.Text.Json.Nodes;
using ImageFlow.Deployment;
using ImageFlow.Tests.LocalCloud;
using ImageFlow.Tests.Workflows;

namespace ImageFlow.Tests.Deployment;

/// <summary>cfn-lint, which knows CloudFormation's own schemas, finds nothing in any template; and it would.</summary>
public sealed class TemplateLintTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Samples => [.. DeploymentCase.Samples];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Build_OfASample_GivesTheTemplateOfTheRepository(string sample)
    {
        DeploymentResult result = DeploymentTemplate.Build(DeploymentCase.Sample(sample));

        Assert.Empty(result.Findings);
        Golden.Matches($"stepfunctions/{sample}/template.yaml", result.TemplateYaml);
    }

    [Fact]
    public async Task Build_OfEverySampleServiceAndTrigger_PassesCfnLint()
    {
        string lint = ExternalPrograms.Require("cfn-lint");
        List<string> files = [];
        foreach (string name in DeploymentCase.Samples.Concat(DeploymentCase.Synthetic.Keys))
        {
            DeploymentResult result = DeploymentTemplate.Build(DeploymentCase.Request(name));
            Assert.Empty(result.Findings);
            files.Add(Write(name, result.TemplateYaml));
        }

        (int exitCode, string output) = await ExternalPrograms.RunAsync(lint, ["--non-zero-exit-code", "informational", "--include-checks", "W", "--", .. files]);

        Assert.True(exitCode == 0, output);
    }

    /// <summary>npm's asl-validator takes the definition as it stands in the template, its placeholders replaced by the names.</summary>
    [Fact]
    public async Task Build_OfEverySampleServiceAndTrigger_PassesAslValidator()
    {
        string peer = NpmPeer.Install("Cli", "peer");
        List<string> arguments = [Path.Combine(peer, "node_modules", "asl-validator", "dist", "bin", "asl-validator.js")];
        foreach (string name in DeploymentCase.Samples.Concat(DeploymentCase.Synthetic.Keys))
        {
            DeploymentResult result = DeploymentTemplate.Build(DeploymentCase.Request(name));
            JsonNode properties = JsonNode.Parse(result.TemplateJson)!["Resources"]!["StateMachine"]!["Properties"]!;
            string definition = result.DefinitionApart ?? (string)properties["DefinitionString"]!;
            foreach ((string placeholder, _) in properties["DefinitionSubstitutions"]?.AsObject() ?? [])
            {
                definition = definition.Replace($"${{{placeholder}}}", "name", StringComparison.Ordinal);
            }

            Assert.DoesNotContain("${", definition, StringComparison.Ordinal);
            File.WriteAllText(folder.File(name + ".asl.json"), definition);
            arguments.AddRange(["--json-path", folder.File(name + ".asl.json")]);
        }

        (int exitCode, string output) = await ExternalPrograms.RunAsync(ExternalPrograms.Require("node"), [.. arguments]);

        Assert.True(exitCode == 0, output);
        Assert.Equal(DeploymentCase.Samples.Length + DeploymentCase.Synthetic.Count, output.Split("is valid").Length - 1);
    }

    [Theory]
    [InlineData("Runtime: dotnet10", "Runtime: dotnet99", "E3030")]
    [InlineData("!GetAtt StateMachineRole.Arn", "!GetAtt NoSuchRole.Arn", "E1010")]
    [InlineData("s3:::${UploadsBucketName}'", "s3:::${NoSuchName}'", "E1019")]
    [InlineData("\"StartAt\": ", "\"StartsAt\": ", "E3601")]
    public async Task CfnLint_OfATemplateBrokenOnPurpose_FindsIt(string right, string wrong, string rule)
    {
        string lint = ExternalPrograms.Require("cfn-lint");
        string template = DeploymentTemplate.Build(DeploymentCase.Sample("image-resize")).TemplateYaml;
        Assert.Contains(right, template, StringComparison.Ordinal);
        string file = Write("broken", template.Replace(right, wrong, StringComparison.Ordinal));

        (int exitCode, string output) = await ExternalPrograms.RunAsync(lint, ["--", file]);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(rule, output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string Write(string name, string yaml)
    {
        string file = folder.File(name + ".yaml");
        File.WriteAllText(file, yaml);
        return file;
    }
}
