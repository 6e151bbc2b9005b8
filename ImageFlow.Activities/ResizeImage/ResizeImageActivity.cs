using ImageFlow.Activities.Faces;
using ImageFlow.Activities.Imaging;

namespace ImageFlow.Activities.ResizeImage;

internal static class ResizeImageActivity
{
    public static ActivityDescription Description { get; } = LambdaActivity.Describe<ResizeImageInput, ResizeImageOutput>(
        "ResizeImage",
        "Resize image",
        "Makes one or several sizes of a picture from one decode, upright and in sRGB, and stores them.",
        ImageErrorList.All,
        new LambdaSize(Memory: 1769, Timeout: 60),
        RunAsync);

    private static async Task<ResizeImageOutput> RunAsync(ResizeImageInput input, ActivityContext context, CancellationToken cancellationToken)
    {
        ResizeRequest request = ResizeRequest.From(input);
        try
        {
            return Succeeded(await MakeAsync(input, request, context, cancellationToken));
        }
        catch (ActivityException e) when (input.OnError == OnErrors.Result && e is not InvalidInputError)
        {
            return new() { Ok = false, Error = e.ErrorName, Cause = e.Message };
        }
    }

    private static ResizeImageOutput Succeeded(IReadOnlyList<ResizedImage> images) => new()
    {
        Ok = true,
        Bucket = images[0].Bucket,
        Key = images[0].Key,
        Width = images[0].Width,
        Height = images[0].Height,
        Bytes = images[0].Bytes,
        ContentType = images[0].ContentType,
        Images = images,
    };

    private static async Task<IReadOnlyList<ResizedImage>> MakeAsync(
        ResizeImageInput input,
        ResizeRequest request,
        ActivityContext context,
        CancellationToken cancellationToken)
    {
        using SourceImage source = await ObjectImages.OpenAsync(context, input.Bucket, input.Key, cancellationToken);
        string format = OutputFormats.For(input.Format, source);
        IReadOnlyList<FaceRegion> faces = FacesOf(input, source);
        IReadOnlyList<string> keys = TargetKeys.For(input, request.Sizes, ImageFormats.Extension(format));
        ResizePlan[] plans =
            [.. request.Sizes.Select(size => ResizePlan.For(source.Width, source.Height, size.Width, size.Height, input.Fit, input.Enlarge))];
        CheckPlans(plans, source.File, context.Limits);

        using RenderedImages rendered = RenderedImages.Make(
            source,
            plans,
            new RenderOptions(format, input.Crop != Crops.Centre, request.Background) { Faces = faces },
            new EncodeOptions(format, request.Quality ?? Encoder.DefaultQuality(format), input.StripMetadata));
        await StoreAsync(context.Objects, input.TargetBucket, keys, rendered, ImageFormats.ContentType(format), cancellationToken);
        return
        [
            .. request.Sizes.Select((size, i) => new ResizedImage(
                size.Name!, input.TargetBucket, keys[i], plans[i].Width, plans[i].Height, rendered[i].Length, ImageFormats.ContentType(format))),
        ];
    }

    /// <summary>The faces that the flow knows of, or else those that the cascade finds; none where they do not matter.</summary>
    private static IReadOnlyList<FaceRegion> FacesOf(ResizeImageInput input, SourceImage source)
    {
        if (input.Fit != Fits.Cover || input.Crop != Crops.Face)
        {
            return [];
        }

        if (input.Faces.Count > 0)
        {
            return input.Faces;
        }

        GreyImage grey = GreyImage.Of(source, FaceDetector.MaxSide);
        return [.. FaceModel.Detector.Detect(grey).Select(face => FaceRegion.Of(face, grey))];
    }

    /// <summary>Cover and enlarging can ask for more pixels than any input may have.</summary>
    private static void CheckPlans(IEnumerable<ResizePlan> plans, string file, ImageLimits limits)
    {
        foreach (ResizePlan plan in plans)
        {
            if ((long)plan.ScaledWidth * plan.ScaledHeight > limits.MaxPixels || Math.Max(plan.ScaledWidth, plan.ScaledHeight) > Encoder.MaxSide)
            {
                throw new ImageTooLargeError(
                    file, $"would become {plan.ScaledWidth} × {plan.ScaledHeight} pixels; at most {limits.MaxPixels}, and {Encoder.MaxSide} on a side, are made.");
            }
        }
    }

    /// <summary>Every result is finished before the first is stored; where one cannot be stored, those before it are taken back.</summary>
    private static async Task StoreAsync(
        IObjectStore objects,
        string bucket,
        IReadOnlyList<string> keys,
        RenderedImages rendered,
        string contentType,
        CancellationToken cancellationToken)
    {
        int stored = 0;
        try
        {
            for (; stored < keys.Count; stored++)
            {
                await using Stream content = rendered[stored].OpenRead();
                await objects.PutAsync(bucket, keys[stored], content, new() { ContentType = contentType }, cancellationToken);
            }
        }
        catch
        {
            foreach (string key in keys.Take(stored))
            {
                await objects.DeleteAsync(bucket, key, CancellationToken.None);
            }

            throw;
        }
    }
}
