namespace ImageFlow.Asl.JsonPath;

/// <summary>Reads a path. Also used by the filter parser for the paths inside a filter, which end where the filter goes on.</summary>
internal sealed class JsonPathParser
{
    private readonly PathCursor cursor;

    /// <summary>The function just read, which ends the path.</summary>
    private PathFunction? tail;

    public JsonPathParser(string text)
        : this(new PathCursor(text))
    {
    }

    public JsonPathParser(PathCursor cursor) => this.cursor = cursor;

    /// <summary>The whole text as one path.</summary>
    public JsonPathExpression ParsePath()
    {
        if (!cursor.Take('$'))
        {
            throw cursor.Error("Path must start with '$'.");
        }

        JsonPathExpression path = ParseSteps(isInFilter: false);
        return cursor.AtEnd ? path : throw cursor.Error($"Could not parse token starting at position {cursor.Position}.");
    }

    /// <summary>The steps after the first sign.</summary>
    public JsonPathExpression ParseSteps(bool isInFilter)
    {
        int start = Math.Max(0, cursor.Position - 1);
        List<PathStep> steps = [];
        while (true)
        {
            if (cursor.Current == '[')
            {
                steps.Add(ParseBrackets());
            }
            else if (cursor.Take(".."))
            {
                PathStep step = cursor.Current == '[' ? ParseBrackets() : ParseName(isInFilter);
                steps.Add(tail is null ? new DeepScanStep(step) : throw cursor.Error($"The function '{tail.Name}' cannot follow '..'."));
            }
            else if (cursor.Take('.'))
            {
                PathStep step = cursor.Current == '[' ? ParseBrackets() : ParseName(isInFilter);
                if (tail is not null)
                {
                    return new(cursor.Text[start..cursor.Position], [.. steps], TakeTail());
                }

                steps.Add(step);
            }
            else
            {
                return new(cursor.Text[start..cursor.Position], [.. steps], null);
            }
        }
    }

    private PathFunction? TakeTail()
    {
        PathFunction? function = tail;
        tail = null;
        return function;
    }

    /// <summary>A name or <c>*</c>; a function call sets <see cref="tail"/> as well.</summary>
    private PathStep ParseName(bool isInFilter)
    {
        int start = cursor.Position;
        while (!cursor.AtEnd && !IsEndOfName(cursor.Current, isInFilter))
        {
            cursor.Position++;
        }

        string name = cursor.Text[start..cursor.Position];
        if (cursor.Current == '(' && name.Length > 0)
        {
            tail = ParseCall(name);
            return new MemberStep(name);
        }

        return name switch
        {
            "" => throw cursor.Error("Path must not end with a '.' or '..'."),
            "*" => new WildcardStep(),
            _ => new MemberStep(name),
        };
    }

    private PathFunction ParseCall(string name)
    {
        PathFunction function = PathFunction.Find(name) ?? throw cursor.Error($"Function with name: {name} does not exist.");
        cursor.Expect('(');
        cursor.SkipBlanks();
        cursor.Expect(')');
        return function;
    }

    private static bool IsEndOfName(char sign, bool isInFilter) =>
        sign is '.' or '[' or '(' or ' ' || (isInFilter && sign is ')' or ']' or '=' or '!' or '<' or '>' or '&' or '|' or ',' or '~');

    private PathStep ParseBrackets()
    {
        cursor.Expect('[');
        cursor.SkipBlanks();
        PathStep step = cursor.Current switch
        {
            '\'' or '"' => ParseNames(),
            '*' => ParseWildcard(),
            '?' => ParseFilter(),
            _ => ParseIndices(),
        };
        cursor.SkipBlanks();
        cursor.Expect(']');
        return step;
    }

    private PathStep ParseNames()
    {
        List<string> names = [];
        do
        {
            cursor.SkipBlanks();
            if (cursor.Current is not ('\'' or '"'))
            {
                throw cursor.Error("Expected a quoted property name.");
            }

            names.Add(cursor.TakeQuotedName());
            cursor.SkipBlanks();
        }
        while (cursor.Take(','));

        return names.Count == 1 ? new MemberStep(names[0]) : new MembersStep([.. names]);
    }

    private WildcardStep ParseWildcard()
    {
        cursor.Position++;
        return new WildcardStep();
    }

    private FilterStep ParseFilter()
    {
        cursor.Position++;
        cursor.SkipBlanks();
        cursor.Expect('(');
        PathTest test = new FilterParser(cursor).Parse();
        cursor.SkipBlanks();
        cursor.Expect(')');
        return new FilterStep(test);
    }

    private PathStep ParseIndices()
    {
        int? first = cursor.TakeInteger();
        cursor.SkipBlanks();
        if (cursor.Current == ':')
        {
            return ParseSlice(first);
        }

        List<int> indices = [first ?? throw cursor.Error("Expected an index, a slice, a quoted name, '*' or a filter.")];
        while (cursor.Take(','))
        {
            cursor.SkipBlanks();
            indices.Add(cursor.TakeInteger() ?? throw cursor.Error("Expected an index."));
            cursor.SkipBlanks();
        }

        return indices.Count == 1 ? new IndexStep(indices[0]) : new IndicesStep([.. indices]);
    }

    private SliceStep ParseSlice(int? from)
    {
        cursor.Expect(':');
        cursor.SkipBlanks();
        int? to = cursor.TakeInteger();
        cursor.SkipBlanks();
        int? stride = cursor.Take(':') ? cursor.TakeInteger() : null;
        return stride is null or > 0 ? new SliceStep(from, to, stride) : throw cursor.Error("The step of a slice must be positive.");
    }
}
