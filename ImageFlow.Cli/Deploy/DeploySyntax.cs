using System.CommandLine;
using ImageFlow.Deployment.Packages;
using ImageFlow.Deployment.Stacks;

namespace ImageFlow.Cli.Deploy;

/// <summary><c>imageflow deploy DIR --stack-name N</c>, by the AWS command line.</summary>
internal static class DeploySyntax
{
    public static Command Build(Terminal terminal)
    {
        Argument<string> folder = new("DIR") { Description = "An exported folder.", DefaultValueFactory = _ => "." };
        Option<string> stack = StackName();
        Option<string?> endpoint = Endpoint();
        Option<string?> region = Region();
        Option<string> architecture = new("--architecture") { Description = "The processor of the functions.", DefaultValueFactory = _ => LambdaPackage.Arm };
        architecture.AcceptOnlyFromAmong(LambdaPackage.Arm, LambdaPackage.Intel);
        Option<string[]> parameter = new("--parameter") { Description = "A parameter of the template. May be given again.", HelpName = "NAME=VALUE" };
        Command deploy = new("deploy", "Deploy an exported folder as a stack of CloudFormation, with the AWS command line.") { folder, stack, endpoint, region, architecture, parameter };
        deploy.SetAction(async (line, cancel) =>
        {
            AwsCommand aws = new(line.GetValue(endpoint), line.GetValue(region));
            IReadOnlyDictionary<string, string> outputs = await new StackDeployment(aws, terminal.Error.WriteLine).DeployAsync(
                line.GetRequiredValue(folder), line.GetRequiredValue(stack), line.GetRequiredValue(architecture), Parameters(line.GetValue(parameter) ?? []), cancel);
            foreach ((string name, string value) in outputs.OrderBy(output => output.Key, StringComparer.Ordinal))
            {
                await terminal.Out.WriteLineAsync($"{name} = {value}");
            }

            return ExitCode.Ok;
        });
        return deploy;
    }

    public static Option<string> StackName() => new("--stack-name") { Description = "The stack's name.", Required = true, HelpName = "NAME" };

    public static Option<string?> Endpoint() => new("--endpoint-url") { Description = "Another address for all services, such as an emulator's.", HelpName = "URL" };

    public static Option<string?> Region() => new("--region") { Description = "The region. Default: what the AWS command line's settings say.", HelpName = "REGION" };

    private static Dictionary<string, string> Parameters(string[] texts)
    {
        Dictionary<string, string> parameters = [];
        foreach (string text in texts)
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new UsageException($"'{text}' is no parameter; one looks like LogRetentionDays=90.");
            }

            parameters[text[..at]] = text[(at + 1)..];
        }

        return parameters;
    }
}
