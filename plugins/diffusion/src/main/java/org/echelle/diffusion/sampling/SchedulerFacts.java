package org.echelle.diffusion.sampling;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The schedule that a subject samples on, for the reader: in the words of scheduler configs, defaults filled in. */
public final class SchedulerFacts {
    private SchedulerFacts() {}

    /**
     * What counts for a recursion.
     *
     * @param config the schedule
     * @param used the recursion, which need not be the config's own
     * @return ordered, not empty
     */
    public static Map<String, String> of(SchedulerConfig config, SamplerKind used) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("scheduler", used.className());
        facts.put("prediction type", config.prediction().key());
        if (used == SamplerKind.FLOW) {
            facts.put("path", "straight" + (config.shift() == 1 ? "" : ", shift " + config.shift()));
            if (config.unitTime()) {
                facts.put("told time", "from 0 (noise) to 1");
                return facts;
            }
        } else {
            facts.put("timestep spacing", spacing(config));
            facts.put("betas", config.schedule().betas());
        }
        facts.put("train timesteps", Integer.toString(config.timesteps()));
        return facts;
    }

    private static String spacing(SchedulerConfig config) {
        String name = config.spacing().name().toLowerCase(Locale.ROOT);
        return config.spacing() == Spacing.LEADING ? name + ", offset " + config.offset() : name;
    }
}
