using ImageFlow.Activities;
using ImageFlow.Activities.Faces;
using ImageFlow.Activities.Imaging;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.LocalCloud.Faces;

/// <summary>A picture in brightness, and the faces that were found in it, the biggest first.</summary>
internal sealed record FoundFaces(GreyImage Image, IReadOnlyList<FaceBox> Faces);

/// <summary>Reads a request's <c>Image</c> within Rekognition's bounds (Rekognition Developer Guide, "Guidelines and quotas") and finds the faces in it.</summary>
internal sealed class FacePictures(IObjectStore objects)
{
    /// <summary>Of a picture in a bucket, in bytes: 15 MB.</summary>
    public const int MaxStoredBytes = 15 * 1024 * 1024;

    /// <summary>Of a picture in the request itself, in bytes: 5 MB.</summary>
    public const int MaxSentBytes = 5 * 1024 * 1024;

    private static readonly string[] PlaceMembers = ["Bucket", "Name", "Version"];

    /// <exception cref="ServiceRefusal">There is no such picture, or Rekognition does not read it.</exception>
    public async Task<FoundFaces> FindAsync(ObjectData request, CancellationToken cancellationToken)
    {
        ObjectData image = request.Section("Image") ?? throw ServiceRefusal.Missing("image");
        try
        {
            GreyImage pixels = (image.Section("S3Object"), image.TextMember("Bytes")) switch
            {
                ({ } place, null) => await StoredAsync(place, cancellationToken),
                (null, { } bytes) => Sent(bytes),
                _ => throw FaceRequests.Invalid("Image needs either S3Object, with Bucket and Name, or Bytes, in Base64."),
            };
            return new FoundFaces(pixels, FaceModel.Detector.Detect(pixels));
        }
        catch (ObjectNotFoundError)
        {
            throw NoObject();
        }
        catch (InvalidObjectNameException)
        {
            throw NoObject();
        }
        catch (ImageTooLargeError large)
        {
            throw new ServiceRefusal("ImageTooLargeException", $"Request has Image that exceeds the allowed size or resolution: {large.Message}");
        }
        catch (ActivityException refusal)
        {
            throw new ServiceRefusal("InvalidImageFormatException", $"Request has invalid image format: {refusal.Message}");
        }
        catch (FileNotFoundException missing)
        {
            throw new ServiceRefusal("InternalServerError", missing.Message, status: 500);
        }
    }

    private async Task<GreyImage> StoredAsync(ObjectData place, CancellationToken cancellationToken)
    {
        if (place.FirstOrDefault(member => !PlaceMembers.Contains(member.Key)).Key is { } unknown)
        {
            throw FaceRequests.Invalid($"S3Object has no member '{unknown}'; it has {string.Join(", ", PlaceMembers)}.");
        }

        if (place.TextMember("Version") is not null)
        {
            // Objects have one version here.
            throw NoObject();
        }

        ActivityContext context = new() { Objects = objects, Limits = new ImageLimits { MaxBytes = MaxStoredBytes } };
        return await GreyImage.ReadAsync(context, place.NeededText("Bucket"), place.NeededText("Name"), GreyImage.RekognitionFormats, FaceDetector.MaxSide, cancellationToken);
    }

    private static GreyImage Sent(string text)
    {
        byte[] bytes = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text, bytes, out int length))
        {
            throw new ServiceRefusal("SerializationException", "The member 'Bytes' must be Base64.");
        }

        return length <= MaxSentBytes
            ? GreyImage.Read(bytes.AsSpan(0, length), "Bytes", new ImageLimits { MaxBytes = MaxSentBytes }, GreyImage.RekognitionFormats, FaceDetector.MaxSide)
            : throw new ServiceRefusal("ImageTooLargeException", $"Request has Image that exceeds the allowed size: {length} bytes; at most {MaxSentBytes} may be sent, and {MaxStoredBytes} lie in a bucket.");
    }

    private static ServiceRefusal NoObject() => new("InvalidS3ObjectException", "Unable to get object metadata from S3. Check object key, region and/or access permissions.");
}
