using ImageFlow.Activities.ComposeImage;
using ImageFlow.Activities.CopyObject;
using ImageFlow.Activities.DeleteFace;
using ImageFlow.Activities.DeleteObject;
using ImageFlow.Activities.DeleteRecord;
using ImageFlow.Activities.DetectFaces;
using ImageFlow.Activities.DetectLabels;
using ImageFlow.Activities.EvaluateJavaScript;
using ImageFlow.Activities.FindSimilarImages;
using ImageFlow.Activities.GetRecommendations;
using ImageFlow.Activities.GetRecord;
using ImageFlow.Activities.IndexFace;
using ImageFlow.Activities.Notify;
using ImageFlow.Activities.PublishEvent;
using ImageFlow.Activities.QueryRecords;
using ImageFlow.Activities.RankItems;
using ImageFlow.Activities.ReadMetadata;
using ImageFlow.Activities.ResizeImage;
using ImageFlow.Activities.SaveRecord;
using ImageFlow.Activities.SearchFaces;
using ImageFlow.Activities.SendEmail;
using ImageFlow.Activities.SendMessage;
using ImageFlow.Activities.TagObject;
using ImageFlow.Activities.ValidateImage;
using ImageFlow.Activities.WaitForApproval;

namespace ImageFlow.Activities;

/// <summary>Every activity there is.</summary>
public static class ActivityCatalog
{
    /// <summary>In the order of the palette.</summary>
    public static IReadOnlyList<ActivityDescription> All { get; } =
    [
        ValidateImageActivity.Description,
        ReadMetadataActivity.Description,
        ResizeImageActivity.Description,
        ComposeImageActivity.Description,
        FindSimilarImagesActivity.Description,
        DetectFacesActivity.Description,
        SearchFacesActivity.Description,
        IndexFaceActivity.Description,
        DeleteFaceActivity.Description,
        DetectLabelsActivity.Labels,
        DetectLabelsActivity.ModerationLabels,
        CopyObjectActivity.Description,
        DeleteObjectActivity.Description,
        TagObjectActivity.Description,
        SaveRecordActivity.Description,
        GetRecordActivity.Description,
        QueryRecordsActivity.Description,
        DeleteRecordActivity.Description,
        NotifyActivity.Description,
        SendMessageActivity.Description,
        SendEmailActivity.Description,
        PublishEventActivity.Description,
        WaitForApprovalActivity.Description,
        GetRecommendationsActivity.Description,
        RankItemsActivity.Description,
        EvaluateJavaScriptActivity.Description,
    ];

    /// <summary>
    /// The inputs that every activity has: how a failing step is retried and how long it may take. They become ASL's
    /// <c>Retry</c>, <c>TimeoutSeconds</c> and <c>HeartbeatSeconds</c>; unset means that the field is left out.
    /// </summary>
    public static IReadOnlyList<InputDescription> ErrorHandlingInputs { get; } = MemberReader.Inputs<ErrorHandlingInput>();

    /// <summary>The activity of this bare name, such as <c>ResizeImage</c>, or <see langword="null"/>.</summary>
    public static ActivityDescription? Find(string name) => All.FirstOrDefault(a => a.Name == name);
}
