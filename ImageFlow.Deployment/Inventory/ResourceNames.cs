using System.Globalization;

namespace ImageFlow.Deployment.Inventory;

/// <summary>The resources that a template speaks of, in the order in which they were first named.</summary>
internal sealed class ResourceNames
{
    public const string Uploads = "imageflow-uploads";
    public const string Processed = "imageflow-processed";
    public const string Website = "imageflow-website";
    public const string Images = "imageflow-images";
    public const string Notifications = "imageflow-notifications";
    public const string Jobs = "imageflow-jobs";
    public const string Approvals = "imageflow-approvals";
    public const string Events = "imageflow-events";
    public const string PersonalizeRole = "imageflow-personalize";
    public const string Faces = "imageflow-faces";

    private static readonly Dictionary<(ResourceKind Kind, string Name), string> Own = new()
    {
        [(ResourceKind.Bucket, Uploads)] = "UploadsBucket",
        [(ResourceKind.Bucket, Processed)] = "ProcessedBucket",
        [(ResourceKind.Bucket, Website)] = "WebsiteBucket",
        [(ResourceKind.Table, Images)] = "ImagesTable",
        [(ResourceKind.Topic, Notifications)] = "NotificationsTopic",
        [(ResourceKind.Queue, Jobs)] = "JobsQueue",
        [(ResourceKind.Queue, Approvals)] = "ApprovalsQueue",
        [(ResourceKind.Bus, Events)] = "EventsBus",
        [(ResourceKind.Role, PersonalizeRole)] = "PersonalizeRole",
        [(ResourceKind.Collection, Faces)] = "FacesCollection",
    };

    private readonly OrderedDictionary<(ResourceKind, string), NamedResource> known = [];

    public IEnumerable<NamedResource> All => known.Values;

    public IEnumerable<NamedResource> OfKind(ResourceKind kind) => known.Values.Where(resource => resource.Kind == kind);

    public NamedResource? Find(ResourceKind kind, string name) => known.GetValueOrDefault((kind, name));

    /// <summary>The resource of this name, which is added where it is new.</summary>
    /// <param name="isCreated">Whether the template makes it; by default it makes those whose default names are ours.</param>
    public NamedResource Use(ResourceKind kind, string name, string? logicalId = null, bool? isCreated = null)
    {
        if (known.TryGetValue((kind, name), out NamedResource? resource))
        {
            return resource;
        }

        bool own = Own.TryGetValue((kind, name), out string? ownId);
        string id = logicalId ?? ownId ?? Unique(Pascal(name) + kind);
        resource = new NamedResource(kind, name, id, isCreated ?? own);
        known.Add((kind, name), resource);
        return resource;
    }

    /// <summary>The resource of a call that works its name out only in a run.</summary>
    public NamedResource UseUnknown(ResourceKind kind, string state)
    {
        if (!known.TryGetValue((kind, state), out NamedResource? resource))
        {
            resource = new NamedResource(kind, state, Unique(Pascal(state) + kind), IsCreated: false, IsUnknown: true);
            known.Add((kind, state), resource);
        }

        return resource;
    }

    /// <summary>Letters and digits alone, as logical ids need them.</summary>
    public static string Pascal(string name)
    {
        string[] words = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string id = string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return id.Length == 0 ? "Unnamed" : char.IsAsciiDigit(id[0]) ? "N" + id : id;
    }

    private string Unique(string id)
    {
        string candidate = id;
        for (int i = 2; known.Values.Any(resource => resource.LogicalId == candidate); i++)
        {
            candidate = id + i.ToString(CultureInfo.InvariantCulture);
        }

        return candidate;
    }
}
