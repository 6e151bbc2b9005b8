using System.IO.Compression;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Objects;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary>S3 in tasks, and what item readers read. All may be repeated without harm.</summary>
internal sealed class ObjectTask(CloudDatabase database, IObjectStore objects, ProducedObjects produced)
{
    private const int MaxTags = 10;

    private static readonly ServiceAnswer Answer = new("S3", "S3", Optimised: false);

    public async ValueTask<TaskResult> CopyAsync(TaskInvocation task, CancellationToken cancellationToken)
    {
        return await Guard(task, async request =>
        {
            (string sourceBucket, string sourceKey) = ReadCopySource(request.Text("CopySource"));
            ObjectInfo copy = await new RecordingObjectStore(objects, produced, task.ExecutionArn).CopyAsync(
                sourceBucket, sourceKey, request.Text("Bucket"), request.Text("Key"), cancellationToken);
            return ObjectData.Of(("CopyObjectResult", ObjectData.Of(
                ("ETag", $"\"{copy.ETag}\""),
                ("LastModified", copy.LastModified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)))));
        });
    }

    public async ValueTask<TaskResult> DeleteAsync(TaskInvocation task, CancellationToken cancellationToken)
    {
        return await Guard(task, async request =>
        {
            await objects.DeleteAsync(request.Text("Bucket"), request.Text("Key"), cancellationToken);
            return ObjectData.Empty;
        });
    }

    public async ValueTask<TaskResult> PutTagsAsync(TaskInvocation task, CancellationToken cancellationToken)
    {
        return await Guard(task, async request =>
        {
            (string bucket, string key) = (request.Text("Bucket"), request.Text("Key"));
            ArrayData set = (request.Required("Tagging") as ObjectData)?["TagSet"] as ArrayData ?? throw ParameterException.WrongType("Tagging", "an OBJECT with the ARRAY TagSet");
            ObjectDataBuilder tags = new();
            foreach (JsonData tag in set)
            {
                ObjectData pair = tag as ObjectData ?? throw ParameterException.WrongType("TagSet", "an ARRAY of OBJECTs");
                tags.Set(pair.Text("Key"), pair.Text("Value"));
            }

            if (tags.Count != set.Count || tags.Count > MaxTags)
            {
                throw new ServiceRefusal("InvalidTag", $"An object has at most {MaxTags} tags, each with a key of its own.");
            }

            _ = await objects.HeadAsync(bucket, key, cancellationToken) ?? throw new ObjectNotFoundError(bucket, key);
            database.Write(db =>
            {
                ObjectTags.Write(db, bucket, key, tags.Build());
                return true;
            });
            return ObjectData.Empty;
        });
    }

    /// <summary>Writes the <c>Body</c>: a text as it is, any other value as JSON.</summary>
    public async ValueTask<TaskResult> PutAsync(TaskInvocation task, CancellationToken cancellationToken)
    {
        return await Guard(task, async request =>
        {
            byte[] body = request["Body"] switch
            {
                null => [],
                StringData text => System.Text.Encoding.UTF8.GetBytes(text.Value),
                JsonData value => value.ToUtf8Json(),
            };
            using MemoryStream content = new(body, writable: false);
            ObjectInfo put = await new RecordingObjectStore(objects, produced, task.ExecutionArn).PutAsync(
                request.Text("Bucket"),
                request.Text("Key"),
                content,
                new ObjectAttributes { ContentType = request["ContentType"] is StringData type ? type.Value : "binary/octet-stream" },
                cancellationToken);
            return ObjectData.Of(("ETag", $"\"{put.ETag}\""));
        });
    }

    /// <summary>The object's text as <c>Body</c>, read as UTF-8; an object in gzip is unpacked.</summary>
    public async ValueTask<TaskResult> GetAsync(TaskInvocation task, CancellationToken cancellationToken)
    {
        return await Guard(task, async request =>
        {
            await using StoredObject found = await objects.GetAsync(request.Text("Bucket"), request.Text("Key"), cancellationToken);
            using BufferedStream content = new(found.Content);
            using StreamReader reader = new(await IsGzipAsync(content, cancellationToken) ? new GZipStream(content, CompressionMode.Decompress) : content, System.Text.Encoding.UTF8);
            return ObjectData.Of(
                ("Body", await reader.ReadToEndAsync(cancellationToken)),
                ("ContentLength", NumberData.Of(found.Info.Size)),
                ("ContentType", found.Info.Attributes.ContentType),
                ("ETag", $"\"{found.Info.ETag}\""));
        });
    }

    /// <summary>All objects below the <c>Prefix</c> at once, without pages.</summary>
    public async ValueTask<TaskResult> ListAsync(TaskInvocation task, CancellationToken cancellationToken)
    {
        return await Guard(task, async request =>
        {
            List<JsonData> contents = [];
            string prefix = task.Input is ObjectData members && members["Prefix"] is StringData given ? given.Value : "";
            await foreach (ObjectInfo info in objects.ListAsync(request.Text("Bucket"), prefix, cancellationToken))
            {
                contents.Add(ObjectData.Of(
                    ("Etag", $"\"{info.ETag}\""),
                    ("Key", info.Key),
                    ("LastModified", NumberData.Of(info.LastModified.ToUnixTimeSeconds())),
                    ("Size", NumberData.Of(info.Size)),
                    ("StorageClass", "STANDARD")));
            }

            return ObjectData.Of(("Contents", new ArrayData([.. contents])), ("IsTruncated", false), ("KeyCount", NumberData.Of(contents.Count)));
        });
    }

    /// <summary>Whether the content begins with the two bytes of gzip (RFC 1952). The content stays at its beginning.</summary>
    private static async Task<bool> IsGzipAsync(BufferedStream content, CancellationToken cancellationToken)
    {
        byte[] magic = new byte[2];
        int read = await content.ReadAtLeastAsync(magic, 2, throwOnEndOfStream: false, cancellationToken);
        content.Position = 0;
        return read == 2 && magic is [0x1F, 0x8B];
    }

    /// <summary>Takes <c>bucket/key</c>, percent-encoded, with or without a slash before it.</summary>
    internal static (string Bucket, string Key) ReadCopySource(string source)
    {
        ReadOnlySpan<char> path = source.AsSpan().TrimStart('/');
        int query = path.IndexOf('?');
        string plain = Uri.UnescapeDataString((query < 0 ? path : path[..query]).ToString());
        int slash = plain.IndexOf('/');
        return slash > 0 && slash < plain.Length - 1
            ? (plain[..slash], plain[(slash + 1)..])
            : throw new InvalidObjectNameException(source, "a copy source is written bucket/key");
    }

    private static async Task<TaskResult> Guard(TaskInvocation task, Func<ObjectData, Task<ObjectData>> work)
    {
        try
        {
            return Answer.Success(task, await work(Parameters.Of(task.Input)));
        }
        catch (ParameterException refusal)
        {
            return ServiceAnswer.Refused(task, refusal);
        }
        catch (ObjectNotFoundError)
        {
            return Answer.Failure(task, "NoSuchKeyException", "NoSuchKey", "The specified key does not exist.", status: 404);
        }
        catch (ServiceRefusal refusal)
        {
            return Answer.Failure(task, "S3Exception", refusal.Code, refusal.Message, refusal.Status);
        }
        catch (InvalidObjectNameException refusal)
        {
            return Answer.Failure(task, "S3Exception", "InvalidArgument", refusal.Message);
        }
    }
}
