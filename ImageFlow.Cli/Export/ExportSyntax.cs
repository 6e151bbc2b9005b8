using System.CommandLine;
using ImageFlow.Asl.Model;
using ImageFlow.Deployment;

namespace ImageFlow.Cli.Export;

/// <summary>The arguments and options of <c>imageflow export</c>.</summary>
internal static class ExportSyntax
{
    public static Command Build(Terminal terminal, Argument<string> file, Option<string> output, Option<string?> language, Option<bool> explain, Option<bool> sequentialise, Option<string[]> with)
    {
        Option<string[]> trigger = new("--trigger")
        {
            Description = "What starts the flow on AWS: upload, queue, http:PATH, event:NAME or times:EXPRESSION. May be given again. Default: what the flow says.",
            HelpName = "TRIGGER",
        };
        Option<WebsiteKind> website = new("--website") { Description = "Add a website: cloudfront (HTTPS, private bucket) or s3 (HTTP, public bucket)." };
        Option<bool> api = new("--api") { Description = "Add an HTTP API for uploads, records, approvals and rankings, and a WebSocket API for notifications, as far as the flow has them. A website brings it along." };
        Option<bool> express = new("--express") { Description = "Make an Express state machine: five minutes at most, paid by duration." };
        Option<string> format = new("--format") { Description = "The template's form: cfn (CloudFormation) or sam (Serverless Application Model).", DefaultValueFactory = _ => "cfn" };
        format.AcceptOnlyFromAmong("cfn", "sam");
        Option<bool> logsToBucket = new("--logs-to-bucket") { Description = "Send the executions' logs on from CloudWatch to the log bucket." };
        Option<bool> privateClient = new("--private-client") { Description = "Add a machine in your own network that is reached by Session Manager alone." };
        Option<bool> privateAccess = new("--private-access") { Description = "Add endpoints of S3 inside your own network." };
        Command export = new("export", "Write all that AWS needs: state machine, CloudFormation template with permissions, settings of the functions, and which step became which state.")
        {
            file, output, language, explain, sequentialise, with, trigger, website, api, express, format, logsToBucket, privateAccess, privateClient,
        };
        export.SetAction((line, _) => new ExportCommand(terminal).RunAsync(new ExportRequest
        {
            File = line.GetRequiredValue(file),
            Directory = line.GetRequiredValue(output),
            Language = line.GetValue(language) switch { "jsonata" => QueryLanguage.Jsonata, "jsonpath" => QueryLanguage.JsonPath, _ => null },
            Explain = line.GetValue(explain),
            Sequentialise = line.GetValue(sequentialise),
            With = line.GetValue(with) ?? [],
            Triggers = line.GetValue(trigger) ?? [],
            Website = line.GetValue(website),
            Api = line.GetValue(api),
            IsExpress = line.GetValue(express),
            PrivateAccess = line.GetValue(privateAccess),
            PrivateClient = line.GetValue(privateClient),
            LogsToBucket = line.GetValue(logsToBucket),
            Format = line.GetValue(format) == "sam" ? TemplateFormat.Sam : TemplateFormat.CloudFormation,
        }));
        return export;
    }
}

/// <summary>The command line of <c>export</c>.</summary>
internal sealed record ExportRequest
{
    public required string File { get; init; }

    public required string Directory { get; init; }

    public QueryLanguage? Language { get; init; }

    public bool Explain { get; init; }

    public bool Sequentialise { get; init; }

    /// <summary>Files of other workflows, which this one may call.</summary>
    public IReadOnlyList<string> With { get; init; } = [];

    /// <summary>Replace what the flow says, where there are any.</summary>
    public IReadOnlyList<string> Triggers { get; init; } = [];

    public WebsiteKind Website { get; init; }

    public bool Api { get; init; }

    public bool IsExpress { get; init; }

    public bool PrivateAccess { get; init; }

    public bool PrivateClient { get; init; }

    public bool LogsToBucket { get; init; }

    public TemplateFormat Format { get; init; }
}
