namespace ImageFlow.Activities.FindSimilarImages;

internal sealed record FindSimilarImagesInput
{
    [Input("Bucket", "The bucket of the picture. Not needed where the perceptual hash is given.")]
    public string Bucket { get; init; } = "";

    [Input("Key", "The key of the picture. Not needed where the perceptual hash is given.")]
    public string Key { get; init; } = "";

    [Input("Perceptual hash", "The picture's pHash where it is known already, as ReadMetadata gives it: 16 hex digits. The picture is then not read.")]
    public string? PHash { get; init; }

    [Input("Table", "The table of the records to compare with. It is read as a whole.")]
    public string Table { get; init; } = "imageflow-images";

    [Input("Hash attribute", "Where a record keeps its picture's pHash; a dot leads into a map, as in metadata.pHash. Records without one are passed over.")]
    public string HashAttribute { get; init; } = "pHash";

    [Input("Id attribute", "The attribute that tells a record's id.")]
    public string IdAttribute { get; init; } = "id";

    [Input("Exclude", "The id of a record that is not compared, such as the picture's own.")]
    public string? Exclude { get; init; }

    [Input("Greatest distance", "How many of the 64 bits may differ. Up to 10 is the same picture: encoded again, resized, a little brighter.")]
    public int MaxDistance { get; init; } = 10;

    [Input("Limit", "How many records are given back at most, the nearest first.")]
    public int Limit { get; init; } = 10;
}

internal sealed record FindSimilarImagesOutput
{
    [Output("Whether there is a record within the distance.")]
    public required bool Found { get; init; }

    [Output("How many records are within the distance, also beyond the limit.")]
    public required int Count { get; init; }

    [Output("The records within the distance, the nearest first: { id, distance, pHash }.")]
    public required IReadOnlyList<SimilarImage> Matches { get; init; }

    [Output("How many records were compared.")]
    public required int Compared { get; init; }

    [Output("The picture's own perceptual hash, to be saved in its record.")]
    public required string PHash { get; init; }
}

internal sealed record SimilarImage(string Id, int Distance, string PHash);
