using System.Text;
using ImageFlow.Server.Aws.StepFunctions;

namespace ImageFlow.Tests.Server;

/// <summary>docs/api-support.md is made from the table of operations that the server answers; <c>UPDATE_GOLDEN=1</c> writes it.</summary>
public sealed class ApiSupportDocumentTests
{
    private static readonly Dictionary<string, string> Missing = new(StringComparer.Ordinal)
    {
    };

    private const string Remarks = """

        ## What differs from AWS

        - Any credentials are accepted and signatures are not checked. Where the server has an API key, the access key id has to be that key.
        - Roles, tracing and encryption configurations are checked in form, kept and shown; the engine assumes no role, writes no traces, and
          encrypts nothing. A logging configuration writes local files (durability.md, "Logs"); there is no CloudWatch Logs behind `aws logs`.
        - TestState checks a mocked result against the models of the services that flows here use (Step Functions, Lambda, S3, DynamoDB, SNS, SQS,
          EventBridge, KMS, SES v2, Rekognition, Personalize Runtime); results of others pass unchecked.
        - `StartExecution` and `StartSyncExecution` take `stateMachineArn#TestCase` as Step Functions Local does, where the server was started with
          `--mock FILE`. The case belongs to the execution: it stays chosen over a restart, and children and iterations count their own attempts.
        - Executions of a deleted state machine end at their next transition, as on AWS; they can be described until the retention lets them go.
        - Beside Step Functions, the address has other services ([architecture.md](architecture.md), "Embedded services"); connections of EventBridge are
          what [HTTP tasks](http-tasks.md) use.
        - Quotas of an account (starts and transitions a second, open executions) are not enforced; limits of the language, of payloads (256 KiB)
          and histories (25,000 events) are.

        """;

    [Fact]
    public void SupportDocument_TheOperationsOfTheServer_AreTheDocument()
    {
        string path = Path.Combine(SharedData.RepositoryRoot, "docs", "api-support.md");
        string document = Write();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, document);
        }

        Assert.Equal(document, File.ReadAllText(path).ReplaceLineEndings("\n"));
        Assert.Equal(RequestRules.Operations.Where(name => !OperationTable.All.ContainsKey(name)).Order(StringComparer.Ordinal), Missing.Keys.Order(StringComparer.Ordinal));
    }

    private static string Write()
    {
        StringBuilder text = new();
        text.Append("# Support of the Step Functions API\n\n");
        text.Append("The server's AWS address (`--aws-url`) speaks AWS JSON 1.0, also to hosts with the prefix `sync-`. Made from the server's table of\n");
        text.Append("operations; a test compares. Answers, errors and their texts are held against calls recorded from AWS.\n\n");
        text.Append("| operation | |\n| --- | --- |\n");
        foreach (string name in RequestRules.Operations.Order(StringComparer.Ordinal))
        {
            text.Append($"| `{name}` | {(OperationTable.All.ContainsKey(name) ? "yes" : $"no: {Missing.GetValueOrDefault(name)}")} |\n");
        }

        text.Append(Remarks.ReplaceLineEndings("\n"));
        return text.ToString().TrimEnd() + "\n";
    }
}
