package org.echelle.medical.concepts;

import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;

/** Findings of whole films or studies. */
public final class FindingsKind implements ConceptKind<TableOptions> {
    @Override
    public String name() {
        return "findings";
    }

    @Override
    public String description() {
        return "Study-level findings in a table (CSV), one concept a column or value.";
    }

    @Override
    public Class<TableOptions> options() {
        return TableOptions.class;
    }

    @Override
    public ConceptSource open(TableOptions options, Subject subject, SampleSource samples, OpenContext context) {
        return new TableLabels("finding", options).open(samples, context.progress());
    }
}
