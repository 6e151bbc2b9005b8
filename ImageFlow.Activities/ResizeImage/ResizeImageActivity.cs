using ImageFlow.Activities.Imaging;

namespace ImageFlow.Activities.ResizeImage;

internal static class ResizeImageActivity
{
    public static ActivityDescription Description { get; } = LambdaActivity.Describe<ResizeImageInput, ResizeImageOutput>(
        "ResizeImage",
        "Resize image",
        "Makes one or several sizes of a picture from one decode, upright and in sRGB, and stores them.",
        ImageErrorList.All,
        new LambdaSize(1769, 60));
}
