namespace ImageFlow.Activities;

/// <summary>Makes the key of a result out of that of its source.</summary>
internal static class KeyTemplate
{
    /// <param name="template">In it <c>{path}</c> is the source's key without its extension, <c>{file}</c> the same without folders, <c>{name}</c> the result's name, <c>{ext}</c> the extension.</param>
    public static string Fill(string template, string sourceKey, string name, string extension)
    {
        int slash = sourceKey.LastIndexOf('/');
        int dot = sourceKey.LastIndexOf('.');
        string path = dot > slash + 1 ? sourceKey[..dot] : sourceKey;
        return template
            .Replace("{ext}", extension, StringComparison.Ordinal)
            .Replace("{name}", name, StringComparison.Ordinal)
            .Replace("{file}", path[(slash + 1)..], StringComparison.Ordinal)
            .Replace("{path}", path, StringComparison.Ordinal);
    }
}
