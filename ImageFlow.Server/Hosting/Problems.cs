using ImageFlow.Asl.Diagnostics;
using ImageFlow.Server.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ImageFlow.Server.Hosting;

/// <summary>Problem details (RFC 9457): the one shape of every error that the REST interface answers.</summary>
internal static class Problems
{
    public static IResult Result(int status, string title, string? detail = null, string? code = null, IReadOnlyList<Diagnostic>? diagnostics = null)
    {
        var problem = new ProblemDetails { Type = "about:blank", Status = status, Title = title, Detail = detail };
        if (code is not null)
            problem.Extensions["code"] = code;
        if (diagnostics is { Count: > 0 })
            problem.Extensions["diagnostics"] = diagnostics.Select(DiagnosticBody.From).ToList();
        return Results.Problem(problem);
    }

    public static IResult NotFound(string what, string id) => Result(StatusCodes.Status404NotFound, $"There is no {what} '{id}'");
}
