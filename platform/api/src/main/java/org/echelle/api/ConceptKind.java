package org.echelle.api;

/**
 * A way to find annotations: class folders, a table, boxes and masks.
 *
 * @param <O> options, see {@link Kind}
 */
public interface ConceptKind<O extends Record> extends Kind<O> {
    /**
     * Reads the annotations.
     *
     * @param options bound from one entry of the config's {@code concepts} list
     * @param subject the opened subject (its preprocessing places boxes and masks on sites), as in {@link Domain#view(Subject)}
     * @param samples the opened samples of the same domain, which the annotations refer to
     * @param context progress of the job
     * @return an open source; the caller closes it before {@code subject} and {@code samples}
     * @throws EchelleException when annotations are unreadable or match no sample
     */
    ConceptSource open(O options, Subject subject, SampleSource samples, OpenContext context);
}
