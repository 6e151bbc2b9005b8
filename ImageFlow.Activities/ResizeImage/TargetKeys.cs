namespace ImageFlow.Activities.ResizeImage;

/// <summary>
/// The keys of the results. They follow from the input alone, so that a run that is repeated, as Lambda and Step Functions may do,
/// overwrites what the first one made instead of adding to it.
/// </summary>
internal static class TargetKeys
{
    /// <exception cref="InvalidInputError">Two results would have one key, or a result would overwrite its source.</exception>
    public static IReadOnlyList<string> For(ResizeImageInput input, IReadOnlyList<NamedSize> sizes, string extension)
    {
        string[] keys = [.. sizes.Select(size => input.TargetKeyPrefix + KeyTemplate.Fill(input.TargetKey, input.Key, size.Name!, extension))];
        if (keys.Distinct(StringComparer.Ordinal).Count() < keys.Length)
        {
            throw new InvalidInputError("ResizeImage", "targetKey", "gives several results the same key; put {name} into it");
        }

        return input.TargetBucket == input.Bucket && keys.Contains(input.Key)
            ? throw new InvalidInputError("ResizeImage", "targetKey", "is the key of the source itself")
            : keys;
    }
}
