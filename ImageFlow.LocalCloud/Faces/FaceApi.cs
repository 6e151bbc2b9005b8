using System.Globalization;
using ImageFlow.Activities;
using ImageFlow.Activities.Faces;
using ImageFlow.Activities.Imaging;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Faces;

/// <summary>
/// Rekognition's operations on faces, with an honest stand-in behind them: it finds frontal faces and knows the same photo again, not the same person. Answers carry
/// <c>LocalApproximation</c>; attributes that it cannot tell (sunglasses, eyes, emotions, age) are absent, and so is <c>Similarity</c>.
/// </summary>
internal sealed class FaceApi(CloudDatabase database, IObjectStore objects, CloudNames names, TimeProvider clock)
{
    private const string ModelVersion = "LocalApproximation";

    private readonly FacePictures pictures = new(objects);

    public static IReadOnlyList<string> Names => FaceRequests.Operations;

    public IEnumerable<KeyValuePair<string, ServiceOperation>> All => Names.Select(name => KeyValuePair.Create<string, ServiceOperation>(
        "RekognitionService." + name, async (request, cancel) => await InvokeAsync(name, request, Identifiers.New(), database.Write, cancel)));

    /// <summary>Makes the collection where there is none of this id.</summary>
    public void Ensure(string collection) => database.Write(db =>
    {
        FaceStore.Create(db, collection, clock.GetUtcNow());
        return true;
    });

    /// <param name="seed">What ids derive from.</param>
    /// <param name="commit">Does the work in a transaction.</param>
    public async Task<ObjectData> InvokeAsync(
        string operation, ObjectData request, string seed, Func<Func<SqliteConnection, ObjectData>, ObjectData> commit, CancellationToken cancellationToken)
    {
        if (!Names.Contains(operation))
        {
            throw new ServiceRefusal("UnknownOperationException", $"There is no operation '{operation}' here; there are {string.Join(", ", Names)}.");
        }

        FaceRequests.Check(operation, request);

        // Pictures are read before the transaction begins.
        FoundFaces? found = operation is "DetectFaces" or "IndexFaces" or "SearchFacesByImage" ? await pictures.FindAsync(request, cancellationToken) : null;
        return commit(
            db => operation switch
            {
                "CreateCollection" => Create(db, request),
                "DeleteCollection" => Delete(db, request),
                "DescribeCollection" => Describe(db, request),
                "DetectFaces" => Detect(found!),
                "IndexFaces" => Index(db, request, found!, seed),
                "SearchFacesByImage" => Search(db, request, found!),
                "DeleteFaces" => DeleteFaces(db, request),
                "ListCollections" => Collections(db, request),
                _ => List(db, request),
            });
    }

    private ObjectData Create(SqliteConnection db, ObjectData request)
    {
        string id = request.NeededText("CollectionId");
        if (FaceStore.Exists(db, id))
        {
            throw new ServiceRefusal("ResourceAlreadyExistsException", $"The collection id: {id} already exists");
        }

        FaceStore.Create(db, id, clock.GetUtcNow());
        return ObjectData.Of(("CollectionArn", names.FaceCollection(id)), ("FaceModelVersion", ModelVersion), ("StatusCode", NumberData.Of(200)));
    }

    private static ObjectData Delete(SqliteConnection db, ObjectData request)
    {
        FaceStore.Delete(db, FaceStore.Require(db, request.NeededText("CollectionId")));
        return ObjectData.Of(("StatusCode", NumberData.Of(200)));
    }

    private ObjectData Describe(SqliteConnection db, ObjectData request)
    {
        string id = FaceStore.Require(db, request.NeededText("CollectionId"));
        return ObjectData.Of(("CollectionARN", names.FaceCollection(id)), ("FaceCount", NumberData.Of(FaceStore.All(db, id).Count)), ("FaceModelVersion", ModelVersion));
    }

    private static ObjectData Detect(FoundFaces found) => ObjectData.Of(
        ("FaceDetails", new ArrayData([.. found.Faces.Select(face => (JsonData)Detail(found.Image, face))])), ("LocalApproximation", true));

    private static ObjectData Index(SqliteConnection db, ObjectData request, FoundFaces found, string seed)
    {
        string collection = FaceStore.Require(db, request.NeededText("CollectionId"));
        int most = request.NumberMember("MaxFaces") ?? int.MaxValue;
        List<JsonData> records = [];
        List<JsonData> left = [];
        foreach (FaceBox box in found.Faces)
        {
            ObjectData detail = Detail(found.Image, box);
            if (records.Count >= most)
            {
                left.Add(ObjectData.Of(("Reasons", new ArrayData("EXCEEDS_MAX_FACES")), ("FaceDetail", detail)));
                continue;
            }

            ObjectDataBuilder face = new();
            string id = Identifiers.Uuid($"{seed}/{records.Count}");
            face.Set("FaceId", id).Set("BoundingBox", detail["BoundingBox"]!).Set("ImageId", Identifiers.Uuid(seed)).SetIfPresent("ExternalImageId", request.Member("ExternalImageId")).Set("Confidence", detail["Confidence"]!);
            FaceStore.Add(db, collection, new KnownFace(id, face.Build(), FaceDescriptor.Of(found.Image, box)));
            records.Add(ObjectData.Of(("Face", face.Build()), ("FaceDetail", detail)));
        }

        return ObjectData.Of(
            ("FaceRecords", new ArrayData([.. records])), ("FaceModelVersion", ModelVersion), ("UnindexedFaces", new ArrayData([.. left])), ("LocalApproximation", true));
    }

    private static ObjectData Search(SqliteConnection db, ObjectData request, FoundFaces found)
    {
        string collection = FaceStore.Require(db, request.NeededText("CollectionId"));
        if (found.Faces.Count == 0)
        {
            throw FaceRequests.Invalid("There are no faces in the image. Should be at least 1.");
        }

        FaceBox biggest = found.Faces[0];
        float[] wanted = FaceDescriptor.Of(found.Image, biggest);
        IEnumerable<(KnownFace Face, double Score)> matches = FaceStore.All(db, collection)
            .Select(face => (face, FaceDescriptor.Similarity(wanted, face.Descriptor))).Where(match => match.Item2 >= FaceDescriptor.SamePhoto)
            .OrderByDescending(match => match.Item2).Take(request.NumberMember("MaxFaces") ?? 80);
        ObjectData detail = Detail(found.Image, biggest);
        return ObjectData.Of(
            ("SearchedFaceBoundingBox", detail["BoundingBox"]!),
            ("SearchedFaceConfidence", detail["Confidence"]!),
            ("FaceMatches", new ArrayData([.. matches.Select(match => (JsonData)ObjectData.Of(("Face", match.Face.Face), ("LocalApproximation", new NumberData(Math.Round(match.Score, 4)))))])),
            ("FaceModelVersion", ModelVersion),
            ("LocalApproximation", true));
    }

    private static ObjectData DeleteFaces(SqliteConnection db, ObjectData request)
    {
        string collection = FaceStore.Require(db, request.NeededText("CollectionId"));
        return ObjectData.Of(("DeletedFaces", new ArrayData([.. request.Texts("FaceIds").Where(id => FaceStore.Remove(db, collection, id)).Select(id => (JsonData)id)])));
    }

    private static ObjectData List(SqliteConnection db, ObjectData request)
    {
        IReadOnlyList<string> wanted = request.Texts("FaceIds");
        KnownFace[] all = [.. FaceStore.All(db, FaceStore.Require(db, request.NeededText("CollectionId"))).Where(face => wanted.Count == 0 || wanted.Contains(face.Id))];
        return Page(request, all, face => face.Face, "Faces").Set("FaceModelVersion", ModelVersion).Build();
    }

    private static ObjectData Collections(SqliteConnection db, ObjectData request)
    {
        ObjectDataBuilder answer = Page(request, FaceStore.Collections(db), id => (StringData)id, "CollectionIds");
        return answer.Set("FaceModelVersions", new ArrayData([.. ((ArrayData)answer["CollectionIds"]!).Select(_ => (JsonData)ModelVersion)])).Build();
    }

    /// <summary>The token says how many came before.</summary>
    private static ObjectDataBuilder Page<T>(ObjectData request, IReadOnlyList<T> all, Func<T, JsonData> show, string member)
    {
        int from = request.TextMember("NextToken") is not { } token ? 0
            : int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw new ServiceRefusal("InvalidPaginationTokenException", "Invalid Pagination Token.");
        int most = request.NumberMember("MaxResults") ?? FaceRequests.MaxListed;
        ObjectDataBuilder answer = new();
        answer.Set(member, new ArrayData([.. all.Skip(from).Take(most).Select(show)]));
        if (from + most < all.Count)
        {
            answer.Set("NextToken", (from + most).ToString(CultureInfo.InvariantCulture));
        }

        return answer;
    }

    /// <summary>Confidence rises with the number of windows that agree; it is no probability.</summary>
    private static ObjectData Detail(GreyImage image, FaceBox face) => ObjectData.Of(
        ("BoundingBox", ObjectData.Of(
            ("Left", Share(face.X, image.Width)), ("Top", Share(face.Y, image.Height)), ("Width", Share(face.Width, image.Width)), ("Height", Share(face.Height, image.Height)))),
        ("Confidence", new NumberData(Math.Round(100.0 * face.Votes / (face.Votes + 1), 2))));

    private static NumberData Share(int part, int whole) => new(Math.Round((double)part / whole, 6));
}
