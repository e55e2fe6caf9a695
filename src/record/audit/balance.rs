//! What must balance at the end: the flow of jobs, the hours of technicians, and Little's law.

use super::Audit;
use crate::kernel::time::Time;
use crate::record::fact::Activity;
use crate::record::scorecard::Measures;

impl Audit<'_> {
    pub(super) fn check_flow(&mut self, end: Time, measures: &Measures<'_>) {
        let [called, closed, abandoned, lost, open, declined] = self.flow;
        self.doubt(called == closed + abandoned + lost + open + declined, end, || {
            format!(
                "{called} calls are not {closed} closed + {abandoned} abandoned + {lost} lost + {open} open + {declined} declined"
            )
        });
        let all = &measures.all;
        self.doubt(all.calls == all.closed + all.abandoned + all.lost + all.open + all.declined, end, || {
            "the scorecard's jobs do not add up".to_owned()
        });
        let sum = |of: &mut dyn Iterator<Item = u64>| of.sum::<u64>();
        let cuts = [
            ("kind", sum(&mut measures.kinds.iter().map(|cut| cut.calls))),
            ("place", sum(&mut measures.places.iter().map(|cut| cut.calls))),
            ("zone", sum(&mut measures.zones.iter().map(|cut| cut.calls))),
        ];
        for (cut, calls) in cuts {
            self.doubt(calls == all.calls, end, || format!("calls by {cut} sum to {calls}, not {}", all.calls));
        }
    }

    pub(super) fn check_hours(&mut self, end: Time, measures: &Measures<'_>) {
        for technician in self.network.technicians.ids() {
            let line = self.technicians[technician];
            self.doubt(line.spent == line.paid, end, || {
                format!("technician {}: {} ms at work, travel, idle or absent, but {} ms paid", technician.0, line.spent, line.paid)
            });
        }
        let spent = |activity| measures.hours.iter().map(|hours| i128::from(hours.of(activity))).sum::<i128>();
        let busy = spent(Activity::Outbound) + spent(Activity::Return) + spent(Activity::Work);
        let mine = self.busy;
        self.doubt(busy == mine, end, || format!("technicians were busy {busy} ms, but their visits took {mine} ms"));
        let away = spent(Activity::Absent) + spent(Activity::Sick) + spent(Activity::Course);
        let all = busy + spent(Activity::Idle) + away;
        let paid = measures.hours.iter().map(|hours| i128::from(hours.paid + hours.overtime)).sum::<i128>();
        self.doubt(all == paid, end, || format!("{all} ms of presence and absence are not {paid} ms paid"));
    }

    /// Integral of the number of jobs = sum of their times, each inside the window, place by place (Little's law inside one run).
    pub(super) fn check_little(&mut self, end: Time) {
        for place in self.network.places.ids() {
            self.change_level(end, place, 0);
            let station = self.stations[place];
            self.doubt(station.integral == station.stays, end, || {
                format!("Little's law fails at place {}: {} job ms against {}", place.0, station.integral, station.stays)
            });
        }
    }
}
