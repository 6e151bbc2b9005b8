using ImageFlow.Asl.Values;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>Tags.</summary>
internal static class TagOperations
{
    public static IEnumerable<(string Name, Operation Run)> All { get; } =
    [
        ("TagResource", call =>
        {
            string arn = call.Request.RequiredText("resourceArn");
            if (IsActivity(arn))
                call.Engine.Activities.Tag(arn, Read(call.Request));
            else
                call.Engine.StateMachines.Tag(arn, Read(call.Request));
            return new(ObjectData.Empty);
        }),
        ("UntagResource", call =>
        {
            string arn = call.Request.RequiredText("resourceArn");
            string[] keys = [.. (call.Request["tagKeys"] as ArrayData ?? ArrayData.Empty).OfType<StringData>().Select(key => key.Value)];
            if (IsActivity(arn))
                call.Engine.Activities.Untag(arn, keys);
            else
                call.Engine.StateMachines.Untag(arn, keys);
            return new(ObjectData.Empty);
        }),
        ("ListTagsForResource", call =>
        {
            string arn = call.Request.RequiredText("resourceArn");
            IEnumerable<JsonData> tags = (IsActivity(arn) ? call.Engine.Activities.Tags(arn) : call.Engine.StateMachines.Tags(arn)).Select(tag => ObjectData.Of(("key", tag.Key), ("value", tag.Value)));
            return new(ObjectData.Of(("tags", new ArrayData([.. tags]))));
        }),
    ];

    private static bool IsActivity(string arn) => arn.Split(':') is [_, _, _, _, _, "activity", ..];

    /// <summary>The member <c>tags</c>; empty where there is none.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(ServiceRequest request) =>
        [.. (request["tags"] as ArrayData ?? ArrayData.Empty).OfType<ObjectData>().Select(tag => new ServiceRequest(tag)).Select(tag => KeyValuePair.Create(tag.RequiredText("key"), tag.Text("value") ?? ""))];
}
