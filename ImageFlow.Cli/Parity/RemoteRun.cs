using System.Text.Json.Nodes;
using ImageFlow.Deployment.Stacks;

namespace ImageFlow.Cli.Parity;

/// <summary>Runs a state machine on another endpoint of Step Functions, by the AWS command line.</summary>
internal sealed class RemoteRun(AwsCommand aws, TimeSpan timeout)
{
    private const string StepFunctions = "stepfunctions";

    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastPoll = TimeSpan.FromSeconds(5);

    /// <summary>Makes a state machine, runs it once, and removes it again, also where the run fails.</summary>
    /// <exception cref="AwsCommandException">The endpoint refuses.</exception>
    public async Task<RecordedRun> RunOnceAsync(string machineName, string executionName, string definition, string roleArn, string input, CancellationToken cancellationToken)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, definition, cancellationToken);
            JsonNode made = (await aws.RunAsync(cancellationToken, StepFunctions, "create-state-machine", "--name", machineName, "--role-arn", roleArn, "--definition", "file://" + file))!;
            string arn = (string)made["stateMachineArn"]!;
            try
            {
                return await RunAsync(arn, executionName, input, cancellationToken);
            }
            finally
            {
                await aws.RunAsync(CancellationToken.None, StepFunctions, "delete-state-machine", "--state-machine-arn", arn);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Runs a state machine that is there, and waits for the end.</summary>
    /// <exception cref="UsageException">It does not end in time; it goes on there.</exception>
    public async Task<RecordedRun> RunAsync(string machineArn, string executionName, string input, CancellationToken cancellationToken)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, input, cancellationToken);
            JsonNode started = (await aws.RunAsync(cancellationToken, StepFunctions, "start-execution", "--state-machine-arn", machineArn, "--name", executionName, "--input", "file://" + file))!;
            string arn = (string)started["executionArn"]!;
            JsonNode ended = await EndAsync(arn, cancellationToken);
            JsonNode history = (await aws.RunAsync(cancellationToken, StepFunctions, "get-execution-history", "--execution-arn", arn))!;
            return RecordedRun.Read(ended.ToJsonString(), history.ToJsonString());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<JsonNode> EndAsync(string arn, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        TimeSpan pause = FirstPoll;
        while (true)
        {
            JsonNode execution = (await aws.RunAsync(cancellationToken, StepFunctions, "describe-execution", "--execution-arn", arn))!;
            if ((string?)execution["status"] != "RUNNING")
            {
                return execution;
            }

            if (TimeProvider.System.GetElapsedTime(start) > timeout)
            {
                throw new UsageException($"'{arn}' has not ended after {timeout.TotalSeconds:0} seconds; stop it there, or wait longer with --timeout.");
            }

            await Task.Delay(pause, cancellationToken);
            pause = pause * 2 < LastPoll ? pause * 2 : LastPoll;
        }
    }
}
