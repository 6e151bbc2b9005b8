using System.Diagnostics;
using ImageFlow.Engine.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ImageFlow.Server.Hosting;

/// <summary>Sends the engine's traces and metrics to a receiver of OpenTelemetry (OTLP). Its other settings are OpenTelemetry's own environment variables.</summary>
internal sealed class TelemetryExport : IDisposable
{
    /// <summary>OpenTelemetry's own: where to send to.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string Service = "imageflow";

    private readonly TracerProvider traces;
    private readonly MeterProvider metrics;

    private TelemetryExport(Uri endpoint, bool isGrpc)
    {
        void Address(OtlpExporterOptions options, string signal)
        {
            options.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
            options.Endpoint = isGrpc ? endpoint : new Uri($"{endpoint.ToString().TrimEnd('/')}/v1/{signal}");
        }

        OtlpExporterOptions spans = new();
        Address(spans, "traces");
        traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService(Service))
            .AddSource(EngineTelemetry.Name)
            .AddProcessor(new SpanCollector(new OtlpTraceExporter(spans)))
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService(Service))
            .AddMeter(EngineTelemetry.Name)
            .AddOtlpExporter(options => Address(options, "metrics"))
            .Build();
    }

    /// <param name="endpoint">The receiver's address without a signal's path, such as <c>http://127.0.0.1:4318</c>.</param>
    public static TelemetryExport Open(Uri endpoint) => new(endpoint, Environment.GetEnvironmentVariable(ProtocolVariable) == "grpc");

    /// <summary>Sends the spans that have been collected.</summary>
    /// <returns>Whether the receiver took them.</returns>
    public bool Flush() => traces.ForceFlush();

    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
    }

    /// <summary>Keeps spans until they are asked for, and then says whether they arrived: the engine gives them again where they did not.</summary>
    private sealed class SpanCollector(BaseExporter<Activity> exporter) : BaseExportProcessor<Activity>(exporter)
    {
        private readonly Lock gate = new();
        private List<Activity> ended = [];

        public override void OnEnd(Activity data) => OnExport(data);

        protected override void OnExport(Activity data)
        {
            if (data.Recorded)
            {
                lock (gate)
                    ended.Add(data);
            }
        }

        protected override bool OnForceFlush(int timeoutMilliseconds)
        {
            List<Activity> batch;
            lock (gate)
                (batch, ended) = (ended, []);
            return batch.Count == 0 || exporter.Export(new Batch<Activity>([.. batch], batch.Count)) == ExportResult.Success;
        }
    }
}
