package org.echelle.shell;

import java.util.List;
import org.echelle.shell.plugins.PluginsVerb;

/** The verbs of the command line, in the order in which {@code --help} lists them. A new verb is a class and a line here. */
final class Verbs {
    private Verbs() {}

    static List<Verb> all(HostServices host) {
        return List.of(
                new DemoVerb(host),
                new RunVerb(host),
                new ExtractVerb(host),
                new TrainVerb(host),
                new SweepVerb(host),
                new ScoreVerb(host),
                new EvaluateVerb(host),
                new ProbeVerb(host),
                new SteerVerb(host),
                new BrushVerb(host),
                new EraseVerb(host),
                new RerankVerb(host),
                new AttributeVerb(host),
                new RelyVerb(host),
                new ReportVerb(host),
                new CompareVerb(host),
                new FiresVerb(host),
                new SearchVerb(host),
                new SelectVerb(host),
                new HypothesesVerb(host),
                new PredictVerb(host),
                new DesignVerb(host),
                new SampleVerb(host),
                new DrawVerb(host),
                new InspectVerb(host),
                new ConvertVerb(host),
                new BenchVerb(host),
                new FetchVerb(host),
                new TrainSubjectVerb(host),
                new PluginsVerb(host),
                new DoctorVerb(host),
                new EngineVerb(host),
                new ShellVerb(host),
                new CompletionVerb(host),
                new VersionVerb(host));
    }
}
