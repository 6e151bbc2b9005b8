using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using ImageFlow.Activities.Imaging;
using ImageFlow.Activities.Metadata;

namespace ImageFlow.Activities.FindSimilarImages;

internal static class FindSimilarImagesActivity
{
    private const string Name = "FindSimilarImages";
    private const int HashBits = 64;
    private const int HashDigits = 16;
    private const int MaxLimit = 1000;

    public static ActivityDescription Description { get; } = LambdaActivity.Describe<FindSimilarImagesInput, FindSimilarImagesOutput>(
        Name,
        "Find similar images",
        "Finds the records whose pictures look like this one, by perceptual hash. It reads the whole table: meant for up to some ten thousand records.",
        [.. ImageErrorList.All, new(nameof(TableNotFoundError), "There is no table of this name.")],
        new LambdaSize(Memory: 1769, Timeout: 60),
        RunAsync);

    private static async Task<FindSimilarImagesOutput> RunAsync(FindSimilarImagesInput input, ActivityContext context, CancellationToken cancellationToken)
    {
        Check(input);
        IRecordTables tables = context.Tables ?? throw new InvalidOperationException($"{Name} needs tables, and this host has none.");
        string hash = input.PHash is { Length: > 0 } given ? given.ToLowerInvariant() : await HashAsync(input, context, cancellationToken);
        ulong wanted = Bits(hash) ?? throw new InvalidInputError(Name, "pHash", $"must be {HashDigits} hex digits");
        int compared = 0;
        List<SimilarImage> near = [];
        await foreach (JsonObject item in tables.ScanAsync(input.Table, [input.IdAttribute, input.HashAttribute], cancellationToken))
        {
            string? id = Text(RecordPaths.Find(item, input.IdAttribute));
            string? text = Text(RecordPaths.Find(item, input.HashAttribute))?.ToLowerInvariant();
            if (id is null || (input.Exclude is { } own && id == own) || text is null || Bits(text) is not { } bits)
            {
                continue;
            }

            compared++;
            int distance = BitOperations.PopCount(wanted ^ bits);
            if (distance <= input.MaxDistance)
            {
                near.Add(new SimilarImage(id, distance, text));
            }
        }

        return new()
        {
            Found = near.Count > 0,
            Count = near.Count,
            Matches = [.. near.OrderBy(image => image.Distance).ThenBy(image => image.Id, StringComparer.Ordinal).Take(input.Limit)],
            Compared = compared,
            PHash = hash,
        };
    }

    private static void Check(FindSimilarImagesInput input)
    {
        if (string.IsNullOrEmpty(input.PHash) && (input.Bucket.Length == 0 || input.Key.Length == 0))
        {
            throw new InvalidInputError(Name, input.Bucket.Length == 0 ? "bucket" : "key", "is required where there is no pHash");
        }

        if (input.MaxDistance is < 0 or > HashBits)
        {
            throw new InvalidInputError(Name, "maxDistance", $"is {input.MaxDistance}; it must be 0 to {HashBits}");
        }

        if (input.Limit is < 1 or > MaxLimit)
        {
            throw new InvalidInputError(Name, "limit", $"is {input.Limit}; it must be 1 to {MaxLimit}");
        }

        foreach ((string member, string path) in new[] { ("idAttribute", input.IdAttribute), ("hashAttribute", input.HashAttribute) })
        {
            if (path.Split('.').Any(name => name.Length == 0))
            {
                throw new InvalidInputError(Name, member, "must name an attribute, with a dot between a map and its member");
            }
        }
    }

    private static async Task<string> HashAsync(FindSimilarImagesInput input, ActivityContext context, CancellationToken cancellationToken)
    {
        using SourceImage image = await ObjectImages.OpenAsync(context, input.Bucket, input.Key, cancellationToken);
        return PerceptualHash.Of(PixelSample.Of(image));
    }

    private static ulong? Bits(string hash) =>
        hash.Length == HashDigits && ulong.TryParse(hash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits) ? bits : null;

    /// <summary>What a text, a number or bytes say.</summary>
    private static string? Text(JsonObject? value) => (value?["S"] ?? value?["N"] ?? value?["B"])?.GetValue<string>();
}
