using System.Text;

namespace ImageFlow.Workflows;

/// <summary>One activity of Elsa's own.</summary>
/// <param name="Form">What it becomes; empty where it is refused (FLOW0102).</param>
/// <param name="Note">How, or what to do instead.</param>
public sealed record ElsaConstruct(string Type, string Form, string Note)
{
    /// <summary>Whether it compiles.</summary>
    public bool IsCompiled => Form.Length > 0;
}

/// <summary>What of Elsa 3 compiles; docs/elsa-support.md is made from this.</summary>
public static class ElsaSupport
{
    /// <summary>Elsa's own activities, those that compile first.</summary>
    public static IReadOnlyList<ElsaConstruct> Constructs { get; } =
    [
        new("Elsa.Flowchart", "a chain of states", "Connections are followed as elsa-core follows them: all of a port at once; a node that several lead to waits for those that are still active."),
        new("Elsa.Sequence", "a chain of states", ""),
        new("Elsa.Parallel", "Parallel", ""),
        new("Elsa.Fork", "Parallel", "WaitAny is refused (FLOW0110), or emulated on request: the first path stops the others by an error."),
        new("Elsa.FlowFork", "Parallel", "The paths up to where all of them meet. Paths that cross run one after the other on request (`--sequentialise`), else they are refused (FLOW0109)."),
        new("Elsa.FlowJoin", "the end of a Parallel", "WaitAll and WaitAllActive; where a path may end before, a Choice asks which have arrived. WaitAny is refused, or emulated on request: the first path stops the others by an error."),
        new("Elsa.FlowNode", "its body", ""),
        new("Elsa.If", "Choice", ""),
        new("Elsa.FlowDecision", "Choice", ""),
        new("Elsa.Switch", "Choice, or Parallel of Choices", "MatchFirst and MatchAny."),
        new("Elsa.FlowSwitch", "Choice, or Parallel of Choices", "MatchFirst and MatchAny."),
        new("Elsa.While", "Choice with a way back", ""),
        new("Elsa.For", "Pass, Choice, Pass", "The bounds are taken once; the end is included unless the drawing says otherwise."),
        new("Elsa.ForEach", "Map with MaxConcurrency 1, or Pass, Choice, Pass", "A body that sets variables or outputs, breaks, or whose outputs are used after it counts through the items."),
        new("Elsa.ParallelForEach", "Map, inline or distributed", "Distributed where more than 40 items are written out or customProperties `imageflow:map` says `distributed`; `auto` makes both and counts the items when it runs. Items cannot set variables from outside (FLOW0114)."),
        new("Elsa.Break", "Next, or Fail and Catch", "Out of a parallel path it stops what runs beside it."),
        new("Elsa.Start", "nothing", ""),
        new("Elsa.End", "Next, or Fail and Catch", "Out of a parallel path it stops what runs beside it."),
        new("Elsa.Complete", "Next, or Fail and Catch", "Its outcomes become the output `outcomes` where the workflow declares outcomes."),
        new("Elsa.Finish", "Succeed, or Fail and Catch", "Out of a parallel path or a loop over items it ends the whole workflow."),
        new("Elsa.Fault", "Fail", "Category and type go into the cause, as JSON."),
        new("Elsa.SetVariable", "Pass with Assign", ""),
        new("Elsa.SetOutput", "Pass with Assign", ""),
        new("Elsa.RunJavaScript", "Pass with Assign", "Its value is the output `Result`. Where the script has no exact form, a Lambda function evaluates it before; so it does where the script sets outcomes."),
        new("Elsa.WriteLine", "Pass", ""),
        new("Elsa.SetName", "Pass", "Without effect: an execution is named when it starts."),
        new("Elsa.Correlate", "Pass", "Without effect."),
        new("Elsa.Delay", "Wait", "Written out, or computed."),
        new("Elsa.StartAt", "Wait until", "Written out, or computed."),
        new("Elsa.Event", "Task `events:putEvents.waitForTaskToken`", "As the first activity that may start the workflow: nothing, its result is the execution's input."),
        new("Elsa.PublishEvent", "Task `events:putEvents`", ""),
        new("Elsa.RunTask", "Task `sqs:sendMessage.waitForTaskToken`", "The queue `imageflow-jobs` gets the task's name, its payload and the token with which the worker answers."),
        new("Elsa.FlowSendHttpRequest", "Task `http:invoke` and Choice", "Needs a connection: customProperties `imageflow:connection`. An expected status leads through its port and Done at once."),
        new("Elsa.SendHttpRequest", "Task `http:invoke` and Choice", "As above, with embedded activities."),
        new("Elsa.ExecuteWorkflow", "Task `states:startExecution.sync:2`", "The child is the state machine of the name of its definition's id. Without waiting: `states:startExecution`. With customProperties `imageflow:inline` it is drawn in."),
        new("Elsa.DispatchWorkflow", "Task `states:startExecution`", "With waiting: `.sync:2`."),
        new("Elsa.BulkDispatchWorkflows", "Map over `states:startExecution`", "A `childCompleted` and `childFaulted` activity runs for each child."),
        new("Elsa.StateMachine", "Choice, with a wait for each trigger", "Of each state the transitions without a trigger come first; a state waits for one trigger (an event of one name, a delay)."),
        new("Elsa.WriteHttpResponse", "Pass with Assign", "The output `httpResponse`."),
        new("Elsa.HttpEndpoint", "nothing", "As the first activity that may start the workflow; a request in its midst cannot come in: wait for an Elsa.Event."),
        new("Elsa.Timer", "nothing", "As the first activity that may start the workflow: a schedule outside the state machine. In its midst use a Delay."),
        new("Elsa.Cron", "nothing", "As the first activity that may start the workflow: a schedule outside the state machine. In its midst use a StartAt."),
        new("Elsa.ReadLine", "", "A state machine has no console; take the value as a workflow input."),
        new("Elsa.RunCSharp", "", "Name a Lambda function that does it in customProperties `imageflow:function`, which takes `{payload}` and answers `{result}`; or write it in JavaScript."),
        new("Elsa.RunPython", "", "Name a Lambda function that does it in customProperties `imageflow:function`, which takes `{payload}` and answers `{result}`; or write it in JavaScript."),
        new("Elsa.DownloadHttpFile", "", "State must not carry bytes: let an activity store the file and give its key."),
        new("Elsa.WriteFileHttpResponse", "", "Store the file, and answer with its address."),
        new("Elsa.BpmnProcess", "", "Draw it as a flowchart."),
    ];

    /// <summary>The table as Markdown.</summary>
    public static string ToMarkdown()
    {
        StringBuilder text = new();
        text.Append("# Elsa activities\n\nWhat each of Elsa's own activities becomes in the state machine. This page is made from the compiler's table; a test compiles a flow with each.\n\n");
        text.Append("| activity | becomes | |\n| --- | --- | --- |\n");
        foreach (ElsaConstruct construct in Constructs)
        {
            text.Append($"| `{construct.Type}` | {(construct.IsCompiled ? construct.Form : "refused (FLOW0102)")} | {construct.Note} |\n");
        }

        text.Append("""

            The workflow's `customProperties` may say: `imageflow:queryLanguage` (`jsonata`, `jsonpath`), `imageflow:sequentialise` and
            `imageflow:emulateWaitAny` (`true`). Other activities are those of the manifest; workflows that are used as activities become
            `states:startExecution.sync:2`, and their outcomes ports; with `imageflow:inline` on the activity they are drawn into the flow, with variables of
            their own (`export --with FILE` gives the workflow). Where the workflow's incident strategy is ContinueWithIncidents, an error that nothing
            takes ends its path alone; Elsa then never finishes, a state machine does. A resilience strategy is part of a server's configuration: write
            `imageflow:retry` instead.

            Variables that parallel paths set come back when the paths meet; one that two of them use is refused (FLOW0113). A step that leaves its
            path takes what the path has set with it, as JSON in an error's cause, of which a state machine keeps 32,768 characters; what other
            paths had set by then is lost, as their work is stopped.

            """.ReplaceLineEndings("\n"));
        return text.ToString();
    }
}
