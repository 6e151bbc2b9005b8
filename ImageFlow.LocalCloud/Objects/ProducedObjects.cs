using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Objects;

/// <summary>Remembers which objects each execution wrote.</summary>
public sealed class ProducedObjects
{
    private readonly CloudDatabase database;

    internal ProducedObjects(CloudDatabase database) => this.database = database;

    /// <summary>The objects that the execution's tasks wrote, in the order of their first writing; some may have been deleted since.</summary>
    public IReadOnlyList<ProducedObject> Of(string executionArn) => database.Read(db => db.Query(
        "SELECT bucket, key, width, height FROM produced_objects WHERE execution_arn = $1 ORDER BY number",
        row => new ProducedObject(
            row.GetString(0),
            row.GetString(1),
            row.IsDBNull(2) ? null : row.GetInt32(2),
            row.IsDBNull(3) ? null : row.GetInt32(3)),
        executionArn));

    internal void Add(string executionArn, string bucket, string key) => database.Write(db => db.Run(
        "INSERT OR IGNORE INTO produced_objects (execution_arn, bucket, key) VALUES ($1, $2, $3)", executionArn, bucket, key));

    /// <summary>Takes the pictures' sizes out of a step's output: every object in it with <c>bucket</c>, <c>key</c>, <c>width</c> and <c>height</c>.</summary>
    internal void Describe(string executionArn, JsonData output)
    {
        ProducedObject[] pictures = [.. Pictures(output)];
        if (pictures.Length == 0)
        {
            return;
        }

        database.Write(db => pictures.Sum(picture => db.Run(
            "UPDATE produced_objects SET width = $1, height = $2 WHERE execution_arn = $3 AND bucket = $4 AND key = $5",
            picture.Width, picture.Height, executionArn, picture.Bucket, picture.Key)));
    }

    private static IEnumerable<ProducedObject> Pictures(JsonData value) => value switch
    {
        ObjectData picture when picture["bucket"] is StringData bucket && picture["key"] is StringData key
            && picture["width"] is NumberData width && picture["height"] is NumberData height =>
            [new ProducedObject(bucket.Value, key.Value, (int)width.Value, (int)height.Value), .. Inside(picture)],
        ObjectData other => Inside(other),
        ArrayData list => list.SelectMany(Pictures),
        _ => [],
    };

    private static IEnumerable<ProducedObject> Inside(ObjectData value) => value.SelectMany(member => Pictures(member.Value));
}

/// <summary>An object that an execution wrote; width and height in pixels where the step that wrote it said them.</summary>
public sealed record ProducedObject(string Bucket, string Key, int? Width, int? Height);

/// <summary>An object that an execution wrote and that is there.</summary>
/// <param name="Path">The file on this machine.</param>
/// <param name="Width">In pixels; <see langword="null"/> where it is no picture, or a copy.</param>
public sealed record ProducedFile(string Bucket, string Key, string Path, string ContentType, int? Width, int? Height, long Bytes);
