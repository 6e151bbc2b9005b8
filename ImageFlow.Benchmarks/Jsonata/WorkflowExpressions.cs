using ImageFlow.Asl.Values;

namespace ImageFlow.Benchmarks.Jsonata;

/// <summary>Ten expressions as they stand in state machines about pictures.</summary>
internal static class WorkflowExpressions
{
    private static readonly JsonData State = JsonData.Parse(
        """
        {"input":{"bucket":"imageflow-uploads","key":"in/2026/11/cat picture.jpg","size":482113,"user":{"id":"u-42","tags":["pets","cats","home"]},
        "sizes":[{"name":"thumb","width":128,"height":128},{"name":"web","width":1024,"height":768},{"name":"print","width":4096,"height":3072}],
        "faces":[{"confidence":99.2,"box":{"left":0.1,"width":0.3}},{"confidence":71.5,"box":{"left":0.5,"width":0.2}}]},
        "result":{"Payload":{"ok":true,"images":[{"key":"out/a.webp","bytes":12000},{"key":"out/b.webp","bytes":88000},{"key":"out/c.webp","bytes":310000}]}},
        "context":{"Execution":{"Id":"arn:aws:states:us-east-1:123456789012:execution:flow:e1","StartTime":"2026-11-20T12:00:00Z"}}}
        """);

    public static IReadOnlyList<BenchmarkCase> All { get; } =
    [
        .. new[]
        {
            "input.key",
            "result.Payload.ok = true and input.size <= 20971520",
            "{\"bucket\": input.bucket, \"key\": input.key, \"execution\": context.Execution.Id}",
            "input.sizes[width > 1000].name",
            "input.sizes.{\"name\": name, \"pixels\": width * height}",
            "$sum(result.Payload.images.bytes) / 1024",
            "$split($substringAfter(input.key, \"in/\"), \"/\")[-1]",
            "$map(result.Payload.images, function($i, $n){$i.key & \"#\" & $string($n)})",
            "$count(input.faces[confidence > 90]) = 1 ? \"accepted\" : \"rejected\"",
            "$merge([input.user, {\"owner\": $uppercase(input.user.id), \"tags\": $join(input.user.tags, \",\")}])",
        }.Select(expression => new BenchmarkCase(expression, State)),
    ];
}
