package org.echelle.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.echelle.api.Concept;
import org.echelle.api.LabelSink;

/**
 * Collects the labels of one sample, checks them, and is emptied for the next. Grows to the largest sample and stays there.
 *
 * <p>Two labels of one concept on one row (two boxes that overlap) count once; the higher degree holds, and both instances are
 * remembered. A label beats an "unknown" on the same place.
 */
public final class SampleLabels implements LabelSink {
    /** Labels of one kind that one sample may have: what a whole-slide mask has, and no annotation that repeats itself for ever. */
    static final int MOST = 1 << 24;

    private final List<Concept> concepts;
    private final boolean[] ofSite;
    private int rows;

    // Labels of the whole sample.
    int sampleCount;
    int[] sampleConcept = new int[16];
    float[] sampleValue = new float[16];
    int unknownSampleCount;
    int[] unknownSample = new int[16];

    // Labels of sites, in the order told.
    int siteCount;
    int[] siteConcept = new int[64];
    int[] siteRow = new int[64];
    float[] siteValue = new float[64];
    int[] siteInstance = new int[64];
    int unknownSiteCount;
    int[] unknownSiteConcept = new int[16];
    int[] unknownSiteRow = new int[16];

    private int[] zeros = new int[16];

    /** @param concepts what the sink's numbers mean */
    public SampleLabels(List<Concept> concepts) {
        this.concepts = List.copyOf(concepts);
        this.ofSite = new boolean[concepts.size()];
        for (int c = 0; c < ofSite.length; c++) {
            ofSite[c] = concepts.get(c).level() == Concept.Level.SITE;
        }
    }

    /** Forgets everything and expects the labels of a sample with so many rows. */
    public SampleLabels clear(int newRows) {
        rows = newRows;
        sampleCount = 0;
        unknownSampleCount = 0;
        siteCount = 0;
        unknownSiteCount = 0;
        return this;
    }

    /** Rows of the sample. */
    public int rows() {
        return rows;
    }

    /**
     * Tells which concepts the sample has, on itself or on any of its sites; one may be told more than once.
     *
     * @param cut the degree from which on it has one
     */
    public void present(double cut, IntConsumer concepts) {
        for (int i = 0; i < sampleCount; i++) {
            if (sampleValue[i] >= cut) {
                concepts.accept(sampleConcept[i]);
            }
        }
        for (int i = 0; i < siteCount; i++) {
            if (siteValue[i] >= cut) {
                concepts.accept(siteConcept[i]);
            }
        }
    }

    @Override
    public void sample(int concept, float value) {
        checkConcept(concept);
        if (ofSite[concept]) {
            throw new AnalysisException("Concept " + concepts.get(concept).id()
                    + " belongs to sites, but the annotation labels a whole sample with it; use site(...).");
        }
        checkValue(concept, value);
        if (value == 0) {
            return;
        }
        if (sampleCount == sampleConcept.length) {
            checkRoom(sampleCount, concept);
            sampleConcept = Arrays.copyOf(sampleConcept, 2 * sampleCount);
            sampleValue = Arrays.copyOf(sampleValue, 2 * sampleCount);
        }
        sampleConcept[sampleCount] = concept;
        sampleValue[sampleCount++] = value;
    }

    @Override
    public void site(int concept, int row, float value, int instance) {
        checkConcept(concept);
        checkRow(concept, row);
        if (!ofSite[concept]) {
            throw new AnalysisException("Concept " + concepts.get(concept).id()
                    + " belongs to whole samples, but the annotation labels a site with it; use sample(...).");
        }
        checkValue(concept, value);
        if (value == 0) {
            return;
        }
        if (siteCount == siteConcept.length) {
            checkRoom(siteCount, concept);
            siteConcept = Arrays.copyOf(siteConcept, 2 * siteCount);
            siteRow = Arrays.copyOf(siteRow, 2 * siteCount);
            siteValue = Arrays.copyOf(siteValue, 2 * siteCount);
            siteInstance = Arrays.copyOf(siteInstance, 2 * siteCount);
        }
        siteConcept[siteCount] = concept;
        siteRow[siteCount] = row;
        siteValue[siteCount] = value;
        siteInstance[siteCount++] = instance;
    }

    /** Nobody knows whether the sample has the concept; for a concept of sites, no site of it is known. */
    @Override
    public void unknownSample(int concept) {
        checkConcept(concept);
        if (ofSite[concept]) {
            for (int row = 0; row < rows; row++) {
                unknownSite(concept, row);
            }
            return;
        }
        if (unknownSampleCount == unknownSample.length) {
            checkRoom(unknownSampleCount, concept);
            unknownSample = Arrays.copyOf(unknownSample, 2 * unknownSampleCount);
        }
        unknownSample[unknownSampleCount++] = concept;
    }

    @Override
    public void unknownSite(int concept, int row) {
        checkConcept(concept);
        checkRow(concept, row);
        if (!ofSite[concept]) {
            throw new AnalysisException(
                    "Concept " + concepts.get(concept).id()
                            + " belongs to whole samples, but the annotation calls a site of it unknown; use unknownSample(...).");
        }
        if (unknownSiteCount == unknownSiteConcept.length) {
            checkRoom(unknownSiteCount, concept);
            unknownSiteConcept = Arrays.copyOf(unknownSiteConcept, 2 * unknownSiteCount);
            unknownSiteRow = Arrays.copyOf(unknownSiteRow, 2 * unknownSiteCount);
        }
        unknownSiteConcept[unknownSiteCount] = concept;
        unknownSiteRow[unknownSiteCount++] = row;
    }

    /** So many zeros: the row of every label of a sample that is a single row. */
    int[] zeros(int count) {
        if (zeros.length < count) {
            zeros = new int[2 * count];
        }
        return zeros;
    }

    private void checkRoom(int told, int concept) {
        if (told >= MOST) {
            throw new AnalysisException(
                    "The annotation of " + concepts.get(concept).source() + " told more than " + MOST
                            + " labels of one sample; does it repeat itself?");
        }
    }

    private void checkConcept(int concept) {
        if (concept < 0 || concept >= ofSite.length) {
            throw new AnalysisException("The annotation names concept number " + concept + ", but there are only "
                    + ofSite.length + " concepts.");
        }
    }

    private void checkRow(int concept, int row) {
        if (row < 0 || row >= rows) {
            throw new AnalysisException("The annotation of concept "
                    + concepts.get(concept).id() + " names row " + row + ", but the sample has " + rows + " rows.");
        }
    }

    private void checkValue(int concept, float value) {
        if (!(value >= 0 && value <= 1)) {
            throw new AnalysisException("The annotation gives concept "
                    + concepts.get(concept).id() + " the value " + value + "; values go from 0 to 1.");
        }
    }
}
