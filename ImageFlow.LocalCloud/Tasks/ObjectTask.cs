using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Objects;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary><c>aws-sdk:s3:copyObject</c> and <c>aws-sdk:s3:deleteObject</c>. Both may be repeated without harm.</summary>
internal sealed class ObjectTask(IObjectStore objects, ProducedObjects produced)
{
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
        catch (InvalidObjectNameException refusal)
        {
            return Answer.Failure(task, "S3Exception", "InvalidArgument", refusal.Message);
        }
    }
}
