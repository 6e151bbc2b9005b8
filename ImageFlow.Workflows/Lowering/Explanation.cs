using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Lowering;

/// <summary>Says in a sentence why a step became the state that it is.</summary>
internal static class Explanation
{
    public static string Of(Step step, ActivityManifest manifest) => step.Kind switch
    {
        StepKind.Work => manifest.Find(step.Node)?.Aws switch
        {
            IntegrationForm { Rules.Count: > 0 } => "One branch around a direct service call and a check of its answer, so that what breaks a rule is an error that the activity declares.",
            IntegrationForm { ErrorMap.Count: > 0 } => "One branch around a direct service call, so that the service's errors get the names that the activity declares.",
            IntegrationForm integration when integration.Resource.EndsWith(".waitForTaskToken", StringComparison.Ordinal) => "A service call that waits until somebody answers with the task's token.",
            IntegrationForm => "A direct service call; no Lambda is needed.",
            _ => "A Lambda function does the work.",
        },
        StepKind.Decide when step.Cases is [{ Condition.MoreItemsThan: { } most }] => $"More than {most} items are taken by a distributed Map, fewer by one inside the machine.",
        StepKind.Decide when step.OwnLoop is not null => "Asks whether the loop has another turn.",
        StepKind.Decide when step.Cases.Exists(one => one.Condition.Made is not null) => "Asks which way was taken before, because not every path leads on.",
        StepKind.Decide => "The first condition that holds decides the way.",
        StepKind.Fork when step.Plan is { } plan => plan.Join == step.Container.Exit
            ? $"{step.Heads.Count} paths run at the same time and end by themselves."
            : $"{step.Heads.Count} paths run at the same time and meet at '{plan.Join.Node.DisplayName}'.",
        StepKind.ForEach when step.IsDistributed => "There are many items, so that each is an execution of its own.",
        StepKind.ForEach => step.Node.Type == "Elsa.ForEach" ? "Each item stands alone; one is taken after the other." : "Each item stands alone; they run at the same time.",
        StepKind.LoopStart => step.OwnLoop!.Form == LoopForm.Indexed ? "The body sets what others read, or leaves the loop, so that the loop counts through its items." : "Sets the counter and the bounds.",
        StepKind.LoopNext => "Brings the counter to its next value.",
        StepKind.Escape => "Ends what runs beside it: an error that the state around the paths catches.",
        StepKind.Assign => "Keeps which way was taken, or sets the container's variables anew.",
        StepKind.Trigger => "What started the workflow; it gives the execution's input.",
        StepKind.Call => $"The workflow '{step.Called!.Definition.DisplayName}' is drawn into this one; it begins with its inputs.",
        StepKind.Return => "The workflow that is drawn in has ended; its outputs are taken.",
        StepKind.Finish => "Ends the workflow.",
        StepKind.Fault => "Fails the workflow.",
        StepKind.Wait => "Waits; nothing runs meanwhile, and nothing is paid.",
        StepKind.Note => "Does nothing; it is there for people.",
        _ => "Sets values.",
    };
}
