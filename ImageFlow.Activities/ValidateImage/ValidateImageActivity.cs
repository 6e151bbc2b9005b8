using ImageFlow.Activities.Imaging;

namespace ImageFlow.Activities.ValidateImage;

internal static class ValidateImageActivity
{
    public static ActivityDescription Description { get; } = LambdaActivity.Describe<ValidateImageInput, ValidateImageOutput>(
        "ValidateImage",
        "Validate image",
        "Checks that an object really is a picture of an accepted format, within the limits and whole: reads the real format and size from the bytes, then decodes all of it.",
        ImageErrorList.All,
        new LambdaSize(1769, 60));
}
