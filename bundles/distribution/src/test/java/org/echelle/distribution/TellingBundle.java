package org.echelle.distribution;

import org.echelle.analysis.naming.Describer;
import org.echelle.analysis.naming.FeatureCard;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Packed into a jar of its own and dropped into a running host: a lab's own describer of features. */
public final class TellingBundle implements BundleActivator {
    static final String SIGNED = "the lab across the street";

    @Override
    public void start(BundleContext context) {
        context.registerService(Describer.class, new Telling(), null);
    }

    @Override
    public void stop(BundleContext context) {}

    /** Says a feature's number and the name that concepts gave it. */
    static final class Telling implements Describer {
        @Override
        public String name() {
            return SIGNED;
        }

        @Override
        public String describe(FeatureCard card) {
            return "We call number " + card.feature() + " <" + card.name() + ">.";
        }
    }
}
