package org.echelle.runs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;

/** Measures in the JSON file of an experiment: the value, what it was computed of and its interval, or why there is none. */
public final class MeasureJson {
    private MeasureJson() {}

    /** {@code value}, {@code n}, and {@code low} and {@code high} where the interval is known; or {@code not-defined}, with the reason. */
    public static Map<String, Object> of(Measure m) {
        Map<String, Object> told = new LinkedHashMap<>();
        if (!m.defined()) {
            told.put("not-defined", m.because());
            return told;
        }
        told.put("value", m.value());
        told.put("n", m.n());
        if (m.interval().known()) {
            told.put("low", m.interval().low());
            told.put("high", m.interval().high());
        }
        return told;
    }

    /** Its ends; empty where it is not known. */
    public static List<Double> of(Interval i) {
        return i.known() ? List.of(i.low(), i.high()) : List.of();
    }
}
