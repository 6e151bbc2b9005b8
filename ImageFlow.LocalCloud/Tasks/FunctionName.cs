using ImageFlow.Activities;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary>A Lambda function as a task names it: by name, partial ARN (<c>account:function:name</c>) or ARN, with or without a qualifier.</summary>
/// <param name="Reference">As written.</param>
/// <param name="Name">The bare name.</param>
internal sealed record FunctionName(string Reference, string Name)
{
    private const string Prefix = "imageflow-";

    /// <summary>The functions that run here.</summary>
    public static IEnumerable<string> Ours => ActivityCatalog.All.Select(activity => activity.Aws).OfType<LambdaBinding>().Select(lambda => lambda.FunctionName);

    /// <summary>The activity behind the function, or <see langword="null"/> where it is not one of ours.</summary>
    public string? Activity => Ours.Contains(Name) ? Name[Prefix.Length..] : null;

    public static FunctionName Read(string reference)
    {
        int marker = reference.IndexOf("function:", StringComparison.Ordinal);
        string qualified = marker < 0 ? reference : reference[(marker + "function:".Length)..];
        int qualifier = qualified.IndexOf(':');
        return new FunctionName(reference, qualifier < 0 ? qualified : qualified[..qualifier]);
    }
}
