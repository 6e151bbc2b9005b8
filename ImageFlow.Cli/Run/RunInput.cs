using System.Security.Cryptography;
using System.Text.Json;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud;

namespace ImageFlow.Cli.Run;

/// <summary>The input of a run: JSON, and a picture that is put into the uploads bucket.</summary>
/// <param name="Json">What <c>--input</c> gave; an empty object where it was not given.</param>
/// <param name="Image">The picture's path.</param>
internal sealed record RunInput(JsonData Json, string? Image)
{
    private const int MaxNameLength = 100;
    private const int HashLength = 12;

    /// <exception cref="UsageException">The input is no JSON, or there is no such picture.</exception>
    public static async Task<RunInput> ReadAsync(RunRequest request)
    {
        if (request.Image is { } image && !File.Exists(image))
        {
            throw new UsageException($"There is no file '{image}'.");
        }

        JsonData json = request.Input is { } text ? await ReadJsonAsync(text) : ObjectData.Empty;
        return request.Image is null || json is ObjectData
            ? new RunInput(json, request.Image)
            : throw new UsageException("With --image the input must be a JSON object: it gets the picture's bucket, key and size.");
    }

    /// <summary>Puts the picture into the bucket and gives the execution's input.</summary>
    /// <remarks>The key holds the content's hash, so that the same picture has the same key, and another of that name does not.</remarks>
    public async Task<JsonData> UploadAsync(IObjectStore objects, CancellationToken cancellationToken)
    {
        if (Image is null)
        {
            return Json;
        }

        await using FileStream content = File.OpenRead(Image);
        string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        string key = $"{hash[..HashLength]}/{SafeName(Path.GetFileName(Image))}";
        content.Position = 0;
        ObjectInfo info = await objects.PutAsync(
            LocalNames.UploadsBucket,
            key,
            content,
            new ObjectAttributes { ContentType = ContentTypes.Guess(Image) },
            cancellationToken);
        return ((ObjectData)Json).With("bucket", LocalNames.UploadsBucket).With("key", key).With("size", NumberData.Of(info.Size));
    }

    /// <summary>Letters, digits, dot, hyphen and underscore; the end is kept, for the extension's sake.</summary>
    internal static string SafeName(string name)
    {
        string clean = new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-')]);
        clean = clean.Trim('.', '-');
        return clean.Length switch { 0 => "image", > MaxNameLength => clean[^MaxNameLength..].TrimStart('.', '-'), _ => clean };
    }

    private static async Task<JsonData> ReadJsonAsync(string textOrFile)
    {
        bool isFile = File.Exists(textOrFile);
        try
        {
            return JsonData.Parse(isFile ? await File.ReadAllTextAsync(textOrFile) : textOrFile);
        }
        catch (JsonException malformed)
        {
            throw new UsageException(
                isFile ? $"'{textOrFile}' is not JSON: {malformed.Message}" : $"--input is neither a file nor JSON: {malformed.Message}",
                malformed);
        }
    }
}
