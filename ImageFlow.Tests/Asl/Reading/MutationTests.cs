using System.Globalization;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.Asl.Writing;
using ImageFlow.Tests.Asl.Conformance;

namespace ImageFlow.Tests.Asl.Reading;

/// <summary>Random damage to good definitions: reading must never throw, and what it accepts it must write and read again as the same.</summary>
public class MutationTests
{
    private const int Mutations = 10_000;

    private static readonly JsonData[] Odd =
    [
        NullData.Instance, true, -1.0, 1.5, 1e300, "", "$", "$.a[", "{% 1 +", "{% $x %}", "States.Format('{')", "arn:aws:states:::lambda:invoke", "Pass", "JSONata", "2016-01-01T00:00:00Z",
        ArrayData.Empty, ObjectData.Empty, new ArrayData(NullData.Instance), ObjectData.Of(("Type", "Choice")), ObjectData.Of(("x.$", 1.0)),
    ];

    private static readonly string[] Names =
        ["Type", "Next", "End", "Choices", "Catch", "Retry", "ItemProcessor", "Branches", "QueryLanguage", "Assign", "Parameters", "Variable", "And", "Not", "StringEquals", "Label", "x.$", "States", "StartAt"];

    private static readonly string[] Fallback =
    [
        """{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"And":[{"Variable":"$.a","IsNull":true},{"Not":{"Variable":"$.b","StringEquals":"x"}}],"Next":"B"}],"Default":"C"},"B":{"Type":"Map","ItemProcessor":{"StartAt":"D","States":{"D":{"Type":"Wait","Seconds":1,"End":true}}},"Retry":[{"ErrorEquals":["States.ALL"]}],"End":true},"C":{"Type":"Parallel","Branches":[{"StartAt":"E","States":{"E":{"Type":"Fail","Error":"x"}}}],"Next":"F"},"F":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"a.$":"States.Format('{}', $.x)"},"Catch":[{"ErrorEquals":["X"],"Next":"G"}],"Next":"G"},"G":{"Type":"Succeed"}}}""",
        """{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Arguments":{"x":"{% $states.input.a %}"},"Assign":{"v":"{% $states.result %}"},"Output":"{% $v %}","Next":"B"},"B":{"Type":"Choice","Choices":[{"Condition":"{% $v > 1 %}","Next":"C"}],"Default":"C"},"C":{"Type":"Pass","End":true}}}""",
    ];

    [Fact]
    public void Read_RandomlyDamagedDefinitions_NeverThrows()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        JsonData[] good = [.. RecordedCases.AcceptedDefinitions().Select(d => d.Definition), .. Fallback.Select(JsonData.Parse)];
        for (int i = 0; i < Mutations; i++)
        {
            JsonData damaged = good[random.Next(good.Length)];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                damaged = Damage(damaged, random);
            }

            string text = damaged.ToJson();
            if (random.Next(10) == 0)
            {
                text = text.Remove(random.Next(text.Length), 1);
            }

            try
            {
                if (StateMachineReader.Read(text).StateMachine is { } machine)
                {
                    ReadResult again = StateMachineReader.Read(StateMachineWriter.Write(machine).ToJson());
                    Assert.Null(again.AwsError);
                }
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}, mutation {i}: {e}\n{text}"));
            }
        }
    }

    private static JsonData Damage(JsonData value, Random random) => value switch
    {
        ObjectData { Count: > 0 } members when random.Next(5) > 0 => DamageMember(members, random),
        ArrayData { Count: > 0 } items when random.Next(5) > 0 => DamageItem(items, random),
        ObjectData members when random.Next(2) == 0 => members.With(Names[random.Next(Names.Length)], Odd[random.Next(Odd.Length)]),
        _ => Odd[random.Next(Odd.Length)],
    };

    private static ObjectData DamageMember(ObjectData members, Random random)
    {
        int chosen = random.Next(members.Count);
        ObjectDataBuilder builder = new();
        for (int i = 0; i < members.Count; i++)
        {
            (string name, JsonData value) = members[i];
            if (i != chosen)
            {
                builder.Set(name, value);
                continue;
            }

            switch (random.Next(8))
            {
                case 0:
                    break;
                case 1:
                    builder.Set(Names[random.Next(Names.Length)], value);
                    break;
                default:
                    builder.Set(name, Damage(value, random));
                    break;
            }
        }

        return builder.Build();
    }

    private static ArrayData DamageItem(ArrayData items, Random random)
    {
        JsonData[] copy = [.. items];
        int chosen = random.Next(copy.Length);
        copy[chosen] = Damage(copy[chosen], random);
        return random.Next(8) == 0 ? new ArrayData([.. copy, copy[chosen]]) : new ArrayData(copy);
    }
}
