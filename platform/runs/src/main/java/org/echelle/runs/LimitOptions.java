package org.echelle.runs;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.api.Option;

/**
 * The {@code limits} section of a run config.
 *
 * @param call how long one call of a plugin may take, as {@code 90s}, {@code 10m} or {@code 2h}
 */
public record LimitOptions(
        @Option("how long one call of a plugin may take before the job is stopped, such as 90s, 10m or 2h; no limit"
                + " when left out, since a pass of a deep model may take long")
        Optional<String> call) {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})([smh])");

    public LimitOptions {
        call.ifPresent(LimitOptions::time);
    }

    /** The same as a time; empty where there is no limit. */
    public Optional<Duration> callTime() {
        return call.map(LimitOptions::time);
    }

    private static Duration time(String text) {
        Matcher m = TIME.matcher(text.strip());
        if (!m.matches()) {
            throw new RunException("limits.call is \"" + text
                    + "\", which is no time; write a number and s, m or h, such as 90s, 10m or 2h.");
        }
        long number = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
