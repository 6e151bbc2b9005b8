using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.Imaging;

/// <summary>The encoded results of one picture, in memory.</summary>
internal sealed class RenderedImages : IDisposable
{
    private readonly List<VipsBlob> blobs = [];

    private RenderedImages()
    {
    }

    public VipsBlob this[int index] => blobs[index];

    /// <exception cref="CorruptImageError">The source ends too early or its data are damaged.</exception>
    public static RenderedImages Make(SourceImage source, IReadOnlyList<ResizePlan> plans, RenderOptions render, EncodeOptions encode)
    {
        RenderedImages results = new();
        VipsImage[] images = Resizer.Render(source, plans, render);
        try
        {
            foreach (VipsImage image in images)
            {
                results.blobs.Add(Encoder.Encode(image, encode));
            }

            return results;
        }
        catch
        {
            results.Dispose();
            throw;
        }
        finally
        {
            foreach (VipsImage image in images)
            {
                image.Dispose();
            }
        }
    }

    public void Dispose() => blobs.ForEach(b => b.Dispose());
}
