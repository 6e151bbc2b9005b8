using System.Security.Cryptography;
using System.Text;

namespace ImageFlow.Server.Hosting;

/// <summary>
/// Asks for the API key, when there is one: header <c>X-Api-Key</c>, <c>Authorization: ApiKey …</c> or <c>Bearer …</c>, for the hub <c>?access_token=</c>, the cookie that <c>/?key=…</c> sets, or, from AWS clients,
/// the access key id of their credentials.
/// </summary>
internal sealed class ApiKeyGate(string key)
{
    private const string CookieName = "imageflow-key";
    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Path == "/" && request.Query.TryGetValue("key", out var given) && Matches(given))
        {
            context.Response.Cookies.Append(CookieName, given.ToString(), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = request.IsHttps });
            context.Response.Redirect("/");
            return;
        }

        if (request.Path == "/api/health" || Allows(request))
        {
            await next(context);
            return;
        }

        await Problems.Result(StatusCodes.Status401Unauthorized, "This server needs its API key", "Send the header X-Api-Key, or open /?key=… once in a browser.").ExecuteAsync(context);
    }

    public bool Allows(HttpRequest request) => Candidates(request).Any(Matches);

    private static IEnumerable<string?> Candidates(HttpRequest request)
    {
        yield return request.Headers["X-Api-Key"];
        yield return request.Cookies[CookieName];
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith("ApiKey ", StringComparison.OrdinalIgnoreCase))
            yield return authorization["ApiKey ".Length..];
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            yield return authorization["Bearer ".Length..];
        // A browser's WebSocket bears no headers: SignalR puts its token into the address.
        if (request.Path.StartsWithSegments("/elsa/hubs"))
            yield return request.Query["access_token"];
        if (authorization.Split("Credential=", 2) is [_, var credential])
            yield return credential.Split('/')[0];
    }

    // Compared as hashes: equal length, and no timing that tells how much of the key was right.
    private bool Matches(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _expected);
}
