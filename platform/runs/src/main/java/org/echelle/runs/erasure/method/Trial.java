package org.echelle.runs.erasure.method;

import java.util.List;
import org.echelle.api.PictureMaker;
import org.echelle.api.Sample;
import org.echelle.steering.Intervention;

/**
 * One way to erase a target, with all its settings decided.
 *
 * @param method its name
 * @param setting its settings, in words
 * @param features how many features are edited at one timestep, at most; 0 for a baseline
 * @param edits what is done to activations; empty for a baseline
 * @param request how samples are asked for
 */
public record Trial(String method, String setting, int features, List<Intervention> edits, Request request) {
    /** Turns what is to be made into the subject's sample. */
    public interface Request {
        /** As it is asked for. */
        Request PLAIN = (maker, ask) -> maker.sample(ask.id(), ask.condition(), ask.seed());

        Sample of(PictureMaker maker, Ask ask);
    }

    /** Nothing at all. */
    public static final Trial NOTHING = asking("unedited", "", Request.PLAIN);

    public Trial {
        edits = List.copyOf(edits);
    }

    /** Edits of activations. */
    public static Trial edits(String method, String setting, int features, List<Intervention> edits) {
        return new Trial(method, setting, features, edits, Request.PLAIN);
    }

    /** Nothing is edited, something else is asked for. */
    public static Trial asking(String method, String setting, Request request) {
        return new Trial(method, setting, 0, List.of(), request);
    }
}
