package org.echelle.medical.concepts;

import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;

/**  confounders beside findings.:Acquisition tags, such as scanner, view, laterality and site: what a feature should not be about. Their ids begin with {@code acquisition/}, by which reports of reliance know them. */
public final class AcquisitionKind implements ConceptKind<TableOptions> {
    @Override
    public String name() {
        return "acquisition";
    }

    @Override
    public String description() {
        return "How films were taken (scanner, view, side, site) in a table (CSV)";
    }

    @Override
    public Class<TableOptions> options() {
        return TableOptions.class;
    }

    @Override
    public ConceptSource open(TableOptions options, Subject subject, SampleSource samples, OpenContext context) {
        return new TableLabels("acquisition", options).open(samples, context.progress());
    }
}
