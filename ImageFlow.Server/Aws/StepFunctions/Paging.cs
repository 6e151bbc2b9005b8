using System.Globalization;
using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.Server.Aws.StepFunctions;

/// <summary>
/// <c>maxResults</c> and <c>nextToken</c>. A token says after which entry the next page begins and what was asked for, so that one list's token is refused by another.
/// </summary>
internal sealed class Paging
{
    private const int MaxPage = 1000;
    private readonly string question;

    /// <param name="question">What is listed with its filters: a token is good for the same question only.</param>
    public Paging(ServiceRequest request, string question, int defaultPage = 100)
    {
        this.question = question;
        int asked = request.Number("maxResults") ?? 0;
        Size = asked == 0 ? defaultPage : Math.Min(asked, MaxPage);
        After = request.Text("nextToken") is string token ? Decode(token) : 0;
    }

    public int Size { get; }

    /// <summary>The key of the last entry of the page before; 0 for the first page.</summary>
    public long After { get; }

    /// <summary>Adds the page and, where there is more, the token for the next.</summary>
    /// <param name="found">The entries after <see cref="After"/> with their keys: one more than <see cref="Size"/> where there are more.</param>
    public ObjectData Answer(string member, IReadOnlyList<(long Key, JsonData Entry)> found)
    {
        ObjectDataBuilder answer = new();
        answer.Set(member, new ArrayData([.. found.Take(Size).Select(pair => pair.Entry)]));
        if (found.Count > Size)
        {
            answer.Set("nextToken", Encode(found[Size - 1].Key));
        }

        return answer.Build();
    }

    private string Encode(long key) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key.ToString(CultureInfo.InvariantCulture)} {question}"));

    private long Decode(string token)
    {
        Span<byte> bytes = new byte[token.Length];
        if (Convert.TryFromBase64String(token, bytes, out int length)
            && Encoding.UTF8.GetString(bytes[..length]).Split(' ', 2) is [string key, string asked]
            && asked == question
            && long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out long after))
        {
            return after;
        }

        throw new ServiceException("InvalidToken", "Invalid Token: 'Invalid token'");
    }
}
