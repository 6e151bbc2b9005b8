using System.Text.Json.Nodes;

namespace ImageFlow.Activities.RankItems;

internal static class RankItemsActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "RankItems",
        DisplayName = "Rank items",
        Category = "Recommendations",
        Description = "Puts items in the order in which a user would like them, by a campaign of Personalize.",
        Inputs = MemberReader.Inputs<RankItemsInput>(),
        Outputs = MemberReader.Outputs<RankItemsOutput>(),
        Errors = [],
        Aws = new IntegrationBinding(
            "arn:aws:states:::aws-sdk:personalizeruntime:getPersonalizedRanking",
            Arguments: new() { ["CampaignArn"] = "=input.campaignArn", ["UserId"] = "=input.userId", ["InputList"] = "=input.items" },
            Output: new() { ["ranking"] = "=result.PersonalizedRanking" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record RankItemsInput
{
    [Input("Campaign", "The campaign's ARN.", Required = true)]
    public string CampaignArn { get; init; } = "";

    [Input("User", "For whom.", Required = true)]
    public string UserId { get; init; } = "";

    [Input("Items", "The ids of the items.", Required = true)]
    public IReadOnlyList<string> Items { get; init; } = [];
}

internal sealed record RankItemsOutput
{
    [Output("The best first, each as { \"ItemId\": \"…\", \"Score\": 0.5 }.")]
    public required IReadOnlyList<JsonObject> Ranking { get; init; }
}
