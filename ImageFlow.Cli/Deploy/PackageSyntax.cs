using System.CommandLine;
using System.Globalization;
using ImageFlow.Cli.Export;
using ImageFlow.Deployment.Packages;

namespace ImageFlow.Cli.Deploy;

/// <summary><c>imageflow package</c>: the zips of the functions, and the page where the exported folder has a website.</summary>
internal static class PackageSyntax
{
    public static Command Build(Terminal terminal)
    {
        Option<string> output = new("--output", "-o") { Description = "The folder to write into.", Required = true, HelpName = "DIR" };
        Option<string> source = new("--source") { Description = "ImageFlow's own folder, which the functions are built from.", DefaultValueFactory = _ => ".", HelpName = "DIR" };
        Option<string[]> architecture = new("--architecture")
        {
            Description = "The processor to build for. May be given again. Default: both.",
            DefaultValueFactory = _ => [LambdaPackage.Arm, LambdaPackage.Intel],
        };
        architecture.AcceptOnlyFromAmong(LambdaPackage.Arm, LambdaPackage.Intel);
        Command package = new("package", "Build the functions' packages for AWS Lambda; the same source gives the same bytes.") { output, source, architecture };
        package.SetAction(async (line, cancel) =>
        {
            foreach (string one in line.GetRequiredValue(architecture).Distinct())
            {
                LambdaPackage made = await LambdaPackage.BuildAsync(line.GetRequiredValue(source), one, line.GetRequiredValue(output), cancel);
                await terminal.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{made.File} {made.Bytes:N0} bytes sha256:{made.Sha256}"));
            }

            string folder = line.GetRequiredValue(output);
            if (HasWebsite(folder))
            {
                IReadOnlyList<string> files = await WebsitePackage.BuildAsync(line.GetRequiredValue(source), folder, cancel);
                await terminal.Out.WriteLineAsync($"{Path.Combine(folder, WebsitePackage.FolderName)} {files.Count} files");
            }

            return ExitCode.Ok;
        });
        return package;
    }

    private static bool HasWebsite(string folder)
    {
        string template = Path.Combine(folder, ExportCommand.TemplateFile);
        return File.Exists(template) && File.ReadAllText(template).Contains("\n  WebsiteBucket:\n", StringComparison.Ordinal);
    }
}
