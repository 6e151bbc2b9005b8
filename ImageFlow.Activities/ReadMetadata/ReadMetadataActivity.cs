using ImageFlow.Activities.Imaging;

namespace ImageFlow.Activities.ReadMetadata;

internal static class ReadMetadataActivity
{
    public static ActivityDescription Description { get; } = LambdaActivity.Describe<ReadMetadataInput, ReadMetadataOutput>(
        "ReadMetadata",
        "Read metadata",
        "Reads what a picture tells about itself, and computes its dominant colour, BlurHash, SHA-256 and perceptual hash.",
        ImageErrorList.All,
        new LambdaSize(1769, 60));
}
