using ImageFlow.Asl.Values;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>Tags.</summary>
internal static class TagOperations
{
    public static IEnumerable<(string Name, Operation Run)> All { get; } =
    [
        ("TagResource", call =>
        {
            call.Engine.StateMachines.Tag(call.Request.RequiredText("resourceArn"), Read(call.Request));
            return new(ObjectData.Empty);
        }),
        ("UntagResource", call =>
        {
            call.Engine.StateMachines.Untag(call.Request.RequiredText("resourceArn"), [.. (call.Request["tagKeys"] as ArrayData ?? ArrayData.Empty).OfType<StringData>().Select(key => key.Value)]);
            return new(ObjectData.Empty);
        }),
        ("ListTagsForResource", call =>
        {
            IEnumerable<JsonData> tags = call.Engine.StateMachines.Tags(call.Request.RequiredText("resourceArn")).Select(tag => ObjectData.Of(("key", tag.Key), ("value", tag.Value)));
            return new(ObjectData.Of(("tags", new ArrayData([.. tags]))));
        }),
    ];

    /// <summary>The member <c>tags</c>; empty where there is none.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(ServiceRequest request) =>
        [.. (request["tags"] as ArrayData ?? ArrayData.Empty).OfType<ObjectData>().Select(tag => new ServiceRequest(tag)).Select(tag => KeyValuePair.Create(tag.RequiredText("key"), tag.Text("value") ?? ""))];
}
