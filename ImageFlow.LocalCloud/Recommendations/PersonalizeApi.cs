using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Recommendations;

/// <summary>The API of Personalize and of its runtime, with names as Step Functions writes them. Recipes are accepted by name; what stands behind all of them is <see cref="CoOccurrence"/>.</summary>
internal sealed class PersonalizeApi
{
    private const int DefaultResults = 25;
    private const int MaxResults = 500;

    private readonly CloudDatabase database;
    private readonly IObjectStore objects;
    private readonly CloudNames names;
    private readonly TimeProvider clock;

    public PersonalizeApi(CloudDatabase database, IObjectStore objects, CloudNames names, TimeProvider clock)
    {
        (this.database, this.objects, this.names, this.clock) = (database, objects, names, clock);
        Dictionary<string, Work> operations = new(StringComparer.Ordinal)
        {
            ["UpdateCampaign"] = (db, request, _) => UpdateCampaign(db, request),
        };
        foreach (ResourceKind kind in ResourceKind.All.Values)
        {
            operations["Create" + kind.Name] = (db, request, read) => Create(db, kind, request, read);
            operations["Describe" + kind.Name] = (db, request, _) => ObjectData.Of((kind.Name, ResourceStore.Describe(db, kind, ResourceKind.Text(request, kind.ArnMember), counts: true)));
            operations["List" + kind.Plural] = (db, request, _) => List(db, kind, request);
            if (kind.Name is not ("DatasetImportJob" or "SolutionVersion"))
            {
                operations["Delete" + kind.Name] = (db, request, _) => Delete(db, kind, request);
            }
        }

        Operations = operations;
        Runtime = new Dictionary<string, Work>(StringComparer.Ordinal) { ["GetRecommendations"] = (db, request, _) => Recommend(db, request), ["GetPersonalizedRanking"] = (db, request, _) => Rank(db, request) };
    }

    /// <summary>All operations by name, those of the runtime apart.</summary>
    public static IEnumerable<string> Names => ["UpdateCampaign", .. ResourceKind.All.Values.SelectMany(Verbs)];

    public static IEnumerable<string> RuntimeNames => ["GetRecommendations", "GetPersonalizedRanking"];

    /// <param name="files">The texts of the files of a dataset import job; empty for all else.</param>
    internal delegate ObjectData Work(SqliteConnection db, ObjectData request, IReadOnlyList<string> files);

    /// <summary>By the operation's name.</summary>
    public IReadOnlyDictionary<string, Work> Operations { get; }

    /// <summary>Those of Personalize Runtime.</summary>
    public IReadOnlyDictionary<string, Work> Runtime { get; }

    public IEnumerable<KeyValuePair<string, ServiceOperation>> All =>
    [
        .. Operations.Select(operation => KeyValuePair.Create<string, ServiceOperation>("AmazonPersonalize." + operation.Key, (request, cancel) => CallAsync(operation.Key, operation.Value, request, cancel))),
        .. Runtime.Select(operation => KeyValuePair.Create<string, ServiceOperation>("PersonalizeRuntime." + operation.Key, (request, cancel) => CallAsync(operation.Key, operation.Value, request, cancel))),
    ];

    /// <summary>Reads the files that the operation needs, before its transaction begins.</summary>
    /// <exception cref="ServiceRefusal">There are none.</exception>
    public async Task<IReadOnlyList<string>> FilesAsync(string operation, ObjectData request, CancellationToken cancellationToken) => operation == "CreateDatasetImportJob"
        ? await DatasetFile.ReadAsync(objects, ResourceKind.Text(request.Section("DataSource") ?? throw ResourceKind.Wrong("The member 'DataSource' is needed."), "DataLocation"), cancellationToken)
        : [];

    /// <summary>The protocol of its own writes names with a small first letter.</summary>
    private async ValueTask<ObjectData> CallAsync(string operation, Work work, ObjectData request, CancellationToken cancellationToken)
    {
        ObjectData pascal = (ObjectData)Rename(request, char.ToUpperInvariant);
        IReadOnlyList<string> files = await FilesAsync(operation, pascal, cancellationToken);
        return (ObjectData)Rename(database.Write(db => work(db, pascal, files)), char.ToLowerInvariant);
    }

    private static IEnumerable<string> Verbs(ResourceKind kind) =>
        kind.Name is "DatasetImportJob" or "SolutionVersion" ? ["Create" + kind.Name, "Describe" + kind.Name, "List" + kind.Plural] : ["Create" + kind.Name, "Describe" + kind.Name, "List" + kind.Plural, "Delete" + kind.Name];

    private static JsonData Rename(JsonData value, Func<char, char> first) => value switch
    {
        ObjectData members => ObjectData.Of([.. members.Select(member => (first(member.Key[0]) + member.Key[1..], member.Key.EndsWith("DateTime", StringComparison.OrdinalIgnoreCase) ? Seconds(member.Value) : Rename(member.Value, first)))]),
        ArrayData items => new ArrayData([.. items.Select(item => Rename(item, first))]),
        _ => value,
    };

    /// <summary>Times are text for Step Functions and seconds in the protocol.</summary>
    private static JsonData Seconds(JsonData time) => time is StringData text && Timestamp.TryParse(text.Value, out Timestamp parsed) ? new NumberData(parsed.Time.ToUnixTimeMilliseconds() / 1000.0) : time;

    private ObjectData Create(SqliteConnection db, ResourceKind kind, ObjectData request, IReadOnlyList<string> files)
    {
        foreach (string member in kind.Needed)
        {
            if (request.Member(member) is null)
            {
                throw ResourceKind.Wrong($"The member '{member}' is needed.");
            }
        }

        foreach ((string member, string other) in kind.Refers)
        {
            ResourceStore.Require(db, other, ResourceKind.Text(request, member));
        }

        string arn = names.Personalize(kind.Path(request));
        string? failure = kind.Name switch
        {
            "DatasetImportJob" => Import(db, request, files),
            "SolutionVersion" => Train(db, request, arn),
            "Dataset" when !DatasetFile.IsType(ResourceKind.Text(request, "DatasetType").ToUpperInvariant()) => throw ResourceKind.Wrong("DatasetType is Interactions, Items or Users."),
            _ => null,
        };
        ResourceStore.Add(db, kind, arn, request, failure, clock.GetUtcNow());
        return ObjectData.Of((kind.ArnMember, arn));
    }

    /// <returns>Why it failed; <see langword="null"/> where it did not.</returns>
    private static string? Import(SqliteConnection db, ObjectData request, IReadOnlyList<string> files)
    {
        string dataset = ResourceKind.Text(request, "DatasetArn");
        string type = ResourceKind.Text(ResourceStore.Require(db, "Dataset", dataset), "DatasetType").ToUpperInvariant();
        string mode = request.TextMember("ImportMode") ?? "FULL";
        if (mode is not ("FULL" or "INCREMENTAL"))
        {
            throw ResourceKind.Wrong("ImportMode is FULL or INCREMENTAL.");
        }

        try
        {
            ResourceStore.SaveRows(db, dataset, DatasetFile.Parse(files, type), replaceAll: mode == "FULL");
            return null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    private static string? Train(SqliteConnection db, ObjectData request, string arn)
    {
        string group = ResourceKind.Text(ResourceStore.Require(db, "Solution", ResourceKind.Text(request, "SolutionArn")), "DatasetGroupArn");
        string[] datasets = [.. ResourceStore.Arns(db, "Dataset").Where(dataset => ResourceKind.Text(ResourceStore.Require(db, "Dataset", dataset), "DatasetGroupArn") == group)];
        IEnumerable<ObjectData> Rows(string type) => datasets.Where(dataset => dataset.EndsWith("/" + type, StringComparison.Ordinal)).SelectMany(dataset => ResourceStore.Rows(db, dataset));
        (string User, string Item)[] interactions = [.. Rows("INTERACTIONS").Select(row => (DatasetFile.Field(row, "USER_ID"), DatasetFile.Field(row, "ITEM_ID")))];
        if (interactions.Length == 0)
        {
            return "There are no interactions in the dataset group.";
        }

        ResourceStore.SaveModel(db, arn, CoOccurrence.Learn(interactions, Rows("ITEMS").Select(row => DatasetFile.Field(row, "ITEM_ID"))));
        return null;
    }

    private ObjectData UpdateCampaign(SqliteConnection db, ObjectData request)
    {
        string arn = ResourceKind.Text(request, "CampaignArn");
        ObjectData settings = ResourceStore.Require(db, "Campaign", arn);
        if (request.TextMember("SolutionVersionArn") is { } version)
        {
            ResourceStore.Require(db, "SolutionVersion", version);
            settings = settings.With("SolutionVersionArn", version);
        }

        ResourceStore.Update(db, arn, settings, clock.GetUtcNow());
        return ObjectData.Of(("CampaignArn", arn));
    }

    private static ObjectData List(SqliteConnection db, ResourceKind kind, ObjectData request)
    {
        IEnumerable<string> all = ResourceStore.Arns(db, kind.Name);
        foreach (string filter in new[] { "DatasetGroupArn", "DatasetArn", "SolutionArn" })
        {
            if (request.TextMember(filter) is { } wanted)
            {
                all = all.Where(arn => Holder(ResourceStore.Require(db, kind.Name, arn), filter) == wanted);
            }
        }

        return ObjectData.Of((kind.Plural, new ArrayData([.. all.Select(arn => (JsonData)ResourceStore.Describe(db, kind, arn, counts: false))])));
    }

    /// <summary>What a resource belongs to. A campaign names its solution's version, whose ARN is the solution's with an id behind it.</summary>
    private static string? Holder(ObjectData resource, string member) =>
        resource.TextMember(member) ?? (member == "SolutionArn" && resource.TextMember("SolutionVersionArn") is { } version ? version[..version.LastIndexOf('/')] : null);

    private static ObjectData Delete(SqliteConnection db, ResourceKind kind, ObjectData request)
    {
        string arn = ResourceKind.Text(request, kind.ArnMember);
        ResourceStore.Require(db, kind.Name, arn);
        ResourceKind? user = ResourceKind.All.Values.FirstOrDefault(other => other.Refers.Any(refers => refers.Kind == kind.Name
            && other.Name is not ("DatasetImportJob" or "SolutionVersion")
            && ResourceStore.Arns(db, other.Name).Any(candidate => ResourceStore.Require(db, other.Name, candidate).TextMember(refers.Member) == arn)));
        if (user is not null)
        {
            throw new ServiceRefusal("ResourceInUseException", $"Resource {arn} is used by a {user.Name}.");
        }

        ResourceStore.Delete(db, arn);
        return ObjectData.Empty;
    }

    private static ObjectData Recommend(SqliteConnection db, ObjectData request)
    {
        string? user = request.TextMember("UserId");
        string? item = request.TextMember("ItemId");
        int count = request.NumberMember("NumResults") ?? DefaultResults;
        if (user is null && item is null)
        {
            throw ResourceKind.Wrong("UserId or ItemId is needed.");
        }

        if (count is < 0 or > MaxResults)
        {
            throw ResourceKind.Wrong($"NumResults is 0 to {MaxResults}.");
        }

        if (request.Member("FilterArn") is not null)
        {
            throw ResourceKind.Wrong("There are no filters here; leave out FilterArn.");
        }

        (CoOccurrence model, string campaign) = Model(db, request);
        return ObjectData.Of(
            ("ItemList", new ArrayData([.. model.Recommend(user, item, count).Select(entry => (JsonData)ObjectData.Of(("ItemId", entry.Item), ("Score", entry.Score)))])),
            ("RecommendationId", RecommendationId(campaign, request)));
    }

    private static ObjectData Rank(SqliteConnection db, ObjectData request)
    {
        string user = ResourceKind.Text(request, "UserId");
        IReadOnlyList<string> items = request.Texts("InputList");
        (CoOccurrence model, string campaign) = Model(db, request);
        return ObjectData.Of(
            ("PersonalizedRanking", new ArrayData([.. model.Rank(user, items).Select(entry => (JsonData)new ObjectDataBuilder().Set("ItemId", entry.Item).SetIfPresent("Score", entry.Score is { } score ? new NumberData(score) : null).Build())])),
            ("RecommendationId", RecommendationId(campaign, request)));
    }

    private static (CoOccurrence Model, string Campaign) Model(SqliteConnection db, ObjectData request)
    {
        string campaign = ResourceKind.Text(request, "CampaignArn");
        return (ResourceStore.Model(db, ResourceKind.Text(ResourceStore.Require(db, "Campaign", campaign), "SolutionVersionArn")), campaign);
    }

    private static string RecommendationId(string campaign, ObjectData request) => "RID-" + Identifiers.Uuid(campaign + request.ToJson());
}
