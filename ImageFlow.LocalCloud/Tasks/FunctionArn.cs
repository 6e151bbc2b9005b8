using System.Text.RegularExpressions;

namespace ImageFlow.LocalCloud.Tasks;

internal static partial class FunctionArn
{
    public static bool IsMatch(string resource) => Pattern().IsMatch(resource);

    [GeneratedRegex(@"^arn:aws[a-z-]*:lambda:[a-z0-9-]*:\d*:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$")]
    private static partial Regex Pattern();
}
