package org.echelle.report;

import java.util.List;
import org.echelle.runs.pictures.Course;

/**
 * Ways of one sample from noise to picture, one below the other: all steps as a strip, and where scripts run, a slider that shows one of
 * them large.
 */
final class CourseStrip {
    private CourseStrip() {}

    /** The markup; empty without courses. */
    static String html(List<Course> courses) {
        if (courses.isEmpty()) {
            return "";
        }
        List<Integer> times = courses.get(0).timesteps();
        Html html = new Html();
        html.open("div", "class", "course");
        html.open("table");
        html.open("thead").open("tr").open("th").close();
        times.forEach(t -> html.element("th", Integer.toString(t), "scope", "col"));
        html.close().close().open("tbody");
        for (Course course : courses) {
            html.open("tr").element("th", course.name(), "scope", "row");
            for (int i = 0; i < course.pictures().size(); i++) {
                html.open("td")
                        .single(
                                "img",
                                "alt",
                                course.name() + " at timestep "
                                        + course.timesteps().get(i),
                                "src",
                                PictureGrid.dataUri(course.pictures().get(i)))
                        .close();
            }
            html.close();
        }
        return html.close().close().close().markup();
    }
}
