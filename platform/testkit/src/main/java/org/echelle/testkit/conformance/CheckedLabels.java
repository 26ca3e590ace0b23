package org.echelle.testkit.conformance;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.Concept;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;

/** Takes labels, and fails at the first that no sample, row or concept has. */
final class CheckedLabels implements LabelSink {
    private final List<Concept> concepts;
    private final List<String> told = new ArrayList<>();
    private int sample;
    private SampleSites sites;

    CheckedLabels(List<Concept> concepts) {
        this.concepts = concepts;
    }

    void begin(int next, SampleSites rows) {
        sample = next;
        sites = rows;
    }

    /** A line for each label, in the order in which they came. */
    List<String> told() {
        return told;
    }

    @Override
    public void sample(int concept, float value) {
        Concept what = at(concept, Concept.Level.SAMPLE);
        value(what, value);
        told.add(where(what) + " " + value);
    }

    @Override
    public void site(int concept, int row, float value, int instance) {
        Concept what = at(concept, Concept.Level.SITE);
        row(what, row);
        value(what, value);
        Rule.expect(
                instance >= 0,
                "instances of a sample are numbered from 1, and 0 stands where they are not told apart.",
                where(what) + ", row " + row + ": instance " + instance + ".",
                "count from 1.");
        told.add(where(what) + " " + row + " " + value + " " + instance);
    }

    @Override
    public void unknownSample(int concept) {
        told.add(where(at(concept, Concept.Level.SAMPLE)) + " unknown");
    }

    @Override
    public void unknownSite(int concept, int row) {
        Concept what = at(concept, Concept.Level.SITE);
        row(what, row);
        told.add(where(what) + " " + row + " unknown");
    }

    private Concept at(int concept, Concept.Level level) {
        Rule.expect(
                concept >= 0 && concept < concepts.size(),
                "a label names its concept by its place in concepts().",
                "sample " + sample + " was given concept " + concept + " of " + concepts.size() + ".",
                "number concepts from 0, in the order of concepts().");
        Concept what = concepts.get(concept);
        Rule.expect(
                what.level() == level,
                "a concept of level SAMPLE is told of samples, one of level SITE of rows.",
                where(what) + ": its level is " + what.level() + " and it was told of a "
                        + (level == Concept.Level.SITE ? "row" : "sample") + ".",
                "correct the concept's level, or call the other method of the sink.");
        return what;
    }

    private void row(Concept concept, int row) {
        Rule.expect(
                row >= 0 && row < sites.rows(),
                "a label's row is one of the stored rows that annotate was given.",
                where(concept) + ": row " + row + " of " + sites.rows() + " rows.",
                "look for the place in SampleSites.along; rows that were dropped or not drawn are not among them.");
    }

    private void value(Concept concept, float value) {
        boolean within = value >= 0 && value <= 1;
        boolean fits = concept.scale() == Concept.Scale.GRADED || value == 1 || value == 0;
        Rule.expect(
                within && fits,
                "a label's value is 1, or a degree from 0 to 1 where the concept is GRADED.",
                where(concept) + " (" + concept.scale() + "): " + value + ".",
                "scale it to 0..1, or make the concept GRADED.");
    }

    private String where(Concept concept) {
        return "sample " + sample + " at '" + sites.hook().name() + "', concept '" + concept.id() + "'";
    }
}
