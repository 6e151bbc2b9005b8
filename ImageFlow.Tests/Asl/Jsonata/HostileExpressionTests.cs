using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.Jsonata;

/// <summary>Expressions that try to hang, crash or fill the memory end with an error code, on the stack of an ordinary thread.</summary>
public class HostileExpressionTests
{
    private const int SmallStack = 1024 * 1024;

    private static readonly JsonataLimits Limits = new() { Steps = 3_000_000, ArrayLength = 1_000_000, Members = 4_000_000 };

    [Theory]
    [InlineData("($f := function($n){1 + $f($n)}; $f(1))", "U1001")]
    [InlineData("($f := function(){$f()}; $f())", "U1001")]
    [InlineData("($f := function($a){$map([1], function(){$f($a)})}; $f(1))", "U1001")]
    [InlineData("$reduce([1..60], function($a, $b){[[$a], [$a]]})", "U1001")]
    [InlineData("$string($reduce([1..60], function($a, $b){[[$a], [$a]]}))", "U1001")]
    [InlineData("($a := $reduce([1..60], function($a, $b){[[$a], [$a]]}); $b := $reduce([1..60], function($a, $b){[[$a], [$a]]}); $a = $b)", "U1001")]
    [InlineData("$reduce([1..100], function($a, $b){$append($a, $a)}, [1])", "D2015")]
    [InlineData("$reduce([1..100], function($a, $b){$a & $a}, \"ab\")", "U1001")]
    [InlineData("$pad(\"a\", 1e9)", "U1001")]
    [InlineData("$join([1..1e5].$string($), $pad(\"x\", 10000))", "U1001")]
    [InlineData("$replace($pad(\"a\", 100000, \"a\"), /a/, $pad(\"b\", 10000, \"b\"))", "U1001")]
    [InlineData("[1..1e8]", "D2014")]
    [InlineData("[1..1e6].[1..1e6]", "U1001")]
    [InlineData("$sort([1..1e6], function($a, $b){true})", "U1001")]
    [InlineData("$match($pad(\"a\", 60, \"a\") & \"b\", /^(?=(a+)+$)x/)", "U1001")]
    [InlineData("($x := $reduce([1..100000].($string), function($a, $b){$a ~> $b}); $x(1))", "U1001")]
    [InlineData("$formatInteger(1e15, \"I\")", "U1001")]
    [InlineData("($f := function($n){{\"a\": $n}}; $g := function($n, $a){$n = 0 ? $a : $g($n - 1, {\"a\": $a})}; $g(2000, 1))", "U1001")]
    public void Evaluate_ExpressionThatWouldNotEnd_FailsWithACode(string expression, string code)
    {
        JsonataException error = OnASmallStack(() => Assert.Throws<JsonataException>(
            () => JsonataExpression.Parse(expression).Evaluate(null, new JsonataBindings { Limits = Limits })));

        Assert.Equal(code, error.Code);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("-", "")]
    [InlineData("function($x){", "}")]
    [InlineData("$f(", ")")]
    [InlineData("a[", "]")]
    [InlineData("1?", "")]
    [InlineData("|a|", "|")]
    public void Parse_NestingWithoutEnd_FailsWithACode(string open, string close)
    {
        const int Levels = 100_000;
        string text = string.Concat(Enumerable.Repeat(open, Levels)) + "1" + string.Concat(Enumerable.Repeat(close, Levels));

        JsonataException error = OnASmallStack(() => Assert.Throws<JsonataException>(() => JsonataExpression.Parse(text)));

        Assert.Equal("U1001", error.Code);
    }

    [Theory]
    [InlineData("1", "+1")]
    [InlineData("a", ".a")]
    [InlineData("a", "[0]")]
    [InlineData("a", "&b")]
    [InlineData("a", " ~> $f")]
    [InlineData("a", "^(b)")]
    public void Parse_ChainWithoutEnd_FailsWithACode(string start, string link)
    {
        string text = start + string.Concat(Enumerable.Repeat(link, 100_000));

        JsonataException error = OnASmallStack(() => Assert.Throws<JsonataException>(() => JsonataExpression.Parse(text)));

        Assert.Equal("U1001", error.Code);
    }

    [Fact]
    public void Evaluate_DeepRecursionWithinTheLimit_GivesItsValueOnASmallStack()
    {
        JsonataExpression expression = JsonataExpression.Parse("($f := function($n){$n = 0 ? 0 : 1 + $f($n - 1)}; $f(3000))");

        Assert.Equal("3000", OnASmallStack(() => expression.Evaluate(null))!.ToJson());
    }

    [Fact]
    public void Evaluate_TailCalls_DoNotNest()
    {
        JsonataExpression expression = JsonataExpression.Parse("($f := function($n, $sum){$n = 0 ? $sum : $f($n - 1, $sum + $n)}; $f(100000, 0))");

        JsonData? result = expression.Evaluate(null, new JsonataBindings { Limits = new JsonataLimits { Depth = 50 } });

        Assert.Equal("5000050000", result!.ToJson());
    }

    [Fact]
    public void Evaluate_TimeLimit_IsHeld()
    {
        JsonataBindings bindings = new() { Limits = new JsonataLimits { Time = TimeSpan.FromMilliseconds(50), Steps = long.MaxValue } };

        JsonataException error = Assert.Throws<JsonataException>(() => JsonataExpression.Parse("($f := function(){$f()}; $f())").Evaluate(null, bindings));

        Assert.Equal("U1001", error.Code);
    }

    [Fact]
    public void Evaluate_RangeThatIsOnlyCounted_TakesNoMemory()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        JsonData? result = JsonataExpression.Parse("[1..1e7] ~> $count()").Evaluate(null);

        Assert.Equal("10000000", result!.ToJson());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    private static T OnASmallStack<T>(Func<T> action)
    {
        T? result = default;
        Exception? failure = null;
        Thread thread = new(
            () =>
            {
                try
                {
                    result = action();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            SmallStack);
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException("The action failed on its thread.", failure);
    }
}
