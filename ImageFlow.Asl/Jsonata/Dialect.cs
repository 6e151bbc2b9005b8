namespace ImageFlow.Asl.Jsonata;

/// <summary>In what the versions of the language differ: one row a <see cref="JsonataMode"/>.</summary>
internal sealed record Dialect
{
    private static readonly Dialect Current = new() { HasDefaultOperators = true, ReservesInternalNames = true };

    private static readonly Dialect Of206 = new() { RoundsIntegers = true, RepeatsFirstArgument = true, HasFixedDateWidths = true };

    /// <summary><c>??</c> and <c>?:</c> are operators.</summary>
    public bool HasDefaultOperators { get; private init; }

    /// <summary>D1013: member names that begin with <c>_jsonata_</c> are refused.</summary>
    public bool ReservesInternalNames { get; private init; }

    /// <summary>As text, integers too are rounded to 15 digits.</summary>
    public bool RoundsIntegers { get; private init; }

    /// <summary>Where a signature takes several arguments of one parameter (<c>+</c>), the first of them stands for all, except for arrays.</summary>
    public bool RepeatsFirstArgument { get; private init; }

    /// <summary>
    /// In date pictures the width of a year, month and day holds in reading as well; fractions of a second are read as an integer; numbers
    /// that follow each other directly are not told apart by their widths.
    /// </summary>
    public bool HasFixedDateWidths { get; private init; }

    public static Dialect Of(JsonataMode mode) => mode == JsonataMode.Standard ? Current : Of206;
}
