package org.echelle.runs.ranking;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.runs.RunException;

/**
 * What an experiment on rankings is to do.
 *
 * @param hook name of the hook point; empty for the run's last one
 * @param target attribute of items, such as {@code genre/Horror}
 * @param features by number; empty to choose on the selection side
 * @param count features that are chosen at most
 * @param strengths of the amplification, in units of each feature's mean activation where it fires; negative ones weaken
 * @param controls draws of other features that fire as often and as strongly
 * @param users held-out users that are measured at most, and as many of the selection side to choose on
 * @param top places that count as shown
 * @param cases of RecSAE's confidence, N
 * @param replicates of the bootstrap over users
 * @param name of the folder within the run; empty to make one
 */
public record RankOptions(
        String hook,
        String target,
        List<Integer> features,
        int count,
        List<Double> strengths,
        int controls,
        int users,
        int top,
        int cases,
        int replicates,
        String name) {
    public RankOptions {
        features = List.copyOf(features);
        strengths = List.copyOf(strengths);
        require(
                count >= 1 && controls >= 0 && users >= 2 && top >= 1 && cases >= 1 && replicates >= 0,
                "Counts must be positive: at least 1 feature, 2 users, 1 place and 1 case; controls and bootstrap draws may be 0.");
        require(
                !strengths.isEmpty() && strengths.stream().allMatch(s -> Double.isFinite(s) && s != 0),
                "Strengths are finite numbers other than 0, such as 0.5,1,2,4: 0 is the unedited ranking, which is always there.");
    }

    private static void require(boolean right, String sentence) {
        if (!right) {
            throw new RunException(sentence);
        }
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("hook", hook);
        json.put("target", target);
        json.put("features", features);
        json.put("count", count);
        json.put("strengths", strengths);
        json.put("controls", controls);
        json.put("users", users);
        json.put("top", top);
        json.put("cases", cases);
        json.put("bootstrap", replicates);
        return json;
    }
}
