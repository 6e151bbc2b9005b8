using System.Diagnostics;
using System.Runtime.CompilerServices;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>One evaluation: its input, environment and what is left of its budget. Used by one thread at a time.</summary>
internal sealed class Run
{
    /// <summary>Steps between two looks at the clock.</summary>
    private const int ClockInterval = 4096;

    /// <summary>Members of an array, and characters of a string, that count as one step when one is made: some 32 bytes.</summary>
    private const int MembersPerStep = 4;

    private const int CharactersPerStep = 16;

    private readonly JsonataBindings bindings;
    private readonly JsonataLimits limits;
    private readonly int maxDepth;
    private readonly long deadline;
    private int depth;
    private int callbacks;
    private long stepsLeft;
    private long membersLeft;
    private long charactersLeft;
    private int untilClock = ClockInterval;

    public Run(JsonataMode mode, JsonData? input, JsonataBindings bindings)
    {
        Mode = mode;
        Dialect = Dialect.Of(mode);
        this.bindings = bindings;
        limits = bindings.Limits;
        maxDepth = limits.Depth;
        stepsLeft = limits.Steps;
        membersLeft = limits.Members;
        charactersLeft = limits.Characters;
        deadline = limits.Time is { } time ? Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency) : long.MaxValue;
        Root = new Frame(this, bindings.Variables);
        Root.Bind("$", input);
    }

    public JsonataMode Mode { get; }

    public Dialect Dialect { get; }

    public Frame Root { get; }

    /// <summary>A value that carries marks, or may be shared many times over, was put into another one.</summary>
    public bool MustTidy { get; set; }

    public int MaxStringLength => limits.StringLength;

    public int MaxArrayLength => limits.ArrayLength;

    public JsonataEnvironment Environment => bindings.Environment ?? throw new InvalidOperationException(
        "The expression asks for the time or for chance, but JsonataBindings.Environment is not set.");

    /// <summary>How many evaluations enclose the current one.</summary>
    public int Depth => depth;

    /// <summary>Counts one evaluation in; <see cref="Leave"/> counts it out (not needed where an exception ends everything).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        if (++depth > maxDepth || --untilClock < 0)
        {
            EnterSlowly();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave() => depth--;

    /// <summary>For the evaluation of a leaf, <paramref name="levels"/> deep: nothing to leave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Touch(int levels = 1)
    {
        if (depth + levels > maxDepth || --untilClock < 0)
        {
            depth += levels;
            EnterSlowly();
            depth -= levels;
        }
    }

    /// <summary>
    /// Counts a call that a function makes of another one. Such calls nest on the stack without nested evaluations where the callee ends in
    /// a call itself.
    /// </summary>
    public void EnterCallback()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Touch();
        if (++callbacks > maxDepth)
        {
            throw TooDeep();
        }
    }

    public void LeaveCallback() => callbacks--;

    /// <summary>Pays for work of this many units.</summary>
    public void Charge(long units)
    {
        stepsLeft -= units;
        if (stepsLeft < 0)
        {
            throw OverBudget();
        }
    }

    /// <summary>Pays for making an array of this many members.</summary>
    /// <exception cref="JsonataException">D2015: too many.</exception>
    public void ChargeArray(long length)
    {
        if (length > limits.ArrayLength)
        {
            throw new JsonataException("D2015", value: NumberData.Of(limits.ArrayLength));
        }

        Charge((length / MembersPerStep) + 1);
        ChargeMembers(length);
    }

    /// <summary>Pays for the memory of this many members of arrays and objects.</summary>
    public void ChargeMembers(long count)
    {
        membersLeft -= count;
        if (membersLeft < 0)
        {
            throw new JsonataException("U1001", $"The expression made values of more than {limits.Members} members.");
        }
    }

    /// <summary>Pays for making a string of this many UTF-16 units.</summary>
    public void ChargeString(long length)
    {
        if (length > limits.StringLength)
        {
            throw new JsonataException("U1001", $"A string would be longer than {limits.StringLength} characters.");
        }

        Charge((length / CharactersPerStep) + 1);
        charactersLeft -= length;
        if (charactersLeft < 0)
        {
            throw new JsonataException("U1001", $"The expression made strings of more than {limits.Characters} characters.");
        }
    }

    /// <summary>Adds to a sequence that this evaluation is making, within the bounds.</summary>
    public void Append(ArrayData sequence, JsonData item)
    {
        if (sequence.Count >= limits.ArrayLength)
        {
            ChargeArray(sequence.Count + 1L);
        }

        ChargeMembers(1);
        sequence.Add(item);
    }

    /// <inheritdoc cref="Append(ArrayData, JsonData)"/>
    public void Append(ArrayData sequence, ReadOnlySpan<JsonData> items)
    {
        if (sequence.Count + (long)items.Length > limits.ArrayLength)
        {
            ChargeArray(sequence.Count + (long)items.Length);
        }

        Charge(items.Length / MembersPerStep);
        ChargeMembers(items.Length);
        sequence.AddRange(items);
    }

    private void EnterSlowly()
    {
        if (depth > maxDepth)
        {
            throw TooDeep();
        }

        stepsLeft -= ClockInterval - untilClock;
        untilClock = ClockInterval;
        if (stepsLeft < 0)
        {
            throw OverBudget();
        }

        if (deadline != long.MaxValue && Stopwatch.GetTimestamp() > deadline)
        {
            throw new JsonataException("U1001", $"Expression evaluation timeout: it took longer than {limits.Time!.Value.TotalMilliseconds} milliseconds. Check for infinite loop.");
        }
    }

    private JsonataException TooDeep() => new(
        "U1001",
        $"Stack overflow error: evaluations nest deeper than {maxDepth}. Check for non-terminating recursive function. Consider rewriting as tail-recursive.");

    private JsonataException OverBudget() =>
        new("U1001", $"Expression evaluation took more than {limits.Steps} steps. Check for infinite loop.");
}
