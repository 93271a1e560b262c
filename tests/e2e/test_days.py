"""Bad input and bad days, end to end: real programs, real sockets, real disks.

    test_days.py [TestName...]      JOUR_BUILD_DIR names the build tree
"""
from __future__ import annotations

import datetime
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import zoneinfo
from pathlib import Path

from office import EXAMPLES, Agent, Office, clock, copy, free_port, run, until


def cases(unit: str, period: str, count: int) -> str:
    return f"kommun;period;antal\n{unit};{period};{count}\n"


class Day(unittest.TestCase):
    size_mib = 64

    def setUp(self) -> None:
        self.top = Path(tempfile.mkdtemp(prefix="jour-e2e-"))
        self.addCleanup(shutil.rmtree, self.top, ignore_errors=True)
        self.office = Office(self.top, self.size_mib)
        self.addCleanup(lambda: self.office.close(self.agents))
        self.agents: list[Agent] = [self.office.jour]

    def enrol(self, name: str, unit: str) -> Agent:
        agent = self.office.enrol(name, unit)
        self.agents.append(agent)
        return agent

    def assertVerifies(self) -> None:
        done = self.office("verify")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class Files(Day):
    def setUp(self) -> None:
        super().setUp()
        self.office.furnish()
        self.robertsfors = self.enrol("robertsfors", "2409")

    def test_same_file_twice_is_sent_once(self) -> None:
        first = self.robertsfors.send(cases("2409", "2018-01", 3), "january.csv")
        self.assertEqual(first.returncode, 0, first.stderr)
        size = self.office.size()
        again = self.robertsfors.send(cases("2409", "2018-01", 3), "january.csv")
        self.assertEqual(again.returncode, 0)
        self.assertIn("sent before", again.stdout)
        self.assertEqual(self.office.size(), size)

    def test_name_that_the_office_has_just_learnt_is_understood(self) -> None:
        self.assertEqual(self.robertsfors.send(cases("2409", "2018-01", 3)).returncode, 0)
        rows = "Kod;Namn;Typ;Tillhör\nBY;Bygdeå;stadsdel;2409\n"
        self.assertEqual(self.office.jour.send(rows).returncode, 0)
        for agent, status in ((self.robertsfors, 1), (self.office.jour, 0)):
            done = agent.send(cases("Bygdeå", "2018-02", 1))
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)
            self.assertNotIn("expected the code or name", done.stderr)

    def test_correction_of_what_was_sent_needs_a_reason_only(self) -> None:
        def send(rows: str) -> subprocess.CompletedProcess[str]:
            return self.robertsfors.send(f"kommun;period;antal;orsak\n2409;{rows}\n")

        nothing = send("2018-01;5;räknat om")
        self.assertEqual(nothing.returncode, 1)
        self.assertIn("row 2: a reason, but this agent has said nothing of it that counts", nothing.stderr)
        self.assertEqual(send("2018-01;5;").returncode, 0)
        self.assertIn("DOES NOT COUNT", send("2018-01;6;").stdout, "no correction without a reason")
        for count in (6, 7):
            done = send(f"2018-01;{count};en glömd pärm")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        totals = json.loads(self.office("totals", "2018-01", "--json").stdout)
        self.assertEqual([row["cases"]["count"] for row in totals["rows"] if row["unit"] == "2409"], [7])
        self.assertVerifies()

    def test_wrong_rows_are_all_listed_and_nothing_is_sent(self) -> None:
        size = self.office.size()
        done = self.robertsfors("send", EXAMPLES / "cases-wrong.csv")
        self.assertEqual(done.returncode, 1)
        for row in (2, 3, 4, 6, 7):
            self.assertIn(f"row {row},", done.stderr)
        self.assertIn("nothing of it was sent", done.stderr)
        self.assertEqual((self.office.size(), self.robertsfors.waiting()), (size, 0))

    def test_another_kommuns_table_is_stopped_here_and_refused_there(self) -> None:
        done = self.robertsfors.send(cases("2409", "2018-01", 3))
        self.assertEqual(done.returncode, 0, done.stderr)  # and now it has a Reference
        self.assertTrue(until(lambda: self.robertsfors("check", EXAMPLES / "cases-2401-2018-Q1.csv")
                              .returncode == 1))
        stopped = self.robertsfors("send", EXAMPLES / "cases-2401-2018-Q1.csv")
        self.assertEqual(stopped.returncode, 1, stopped.stdout)
        refused = self.robertsfors("send", "--anyway", EXAMPLES / "cases-2401-2018-Q1.csv")
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn("DOES NOT COUNT", refused.stdout)
        said = "cases-2401-2018-Q1.csv, row 2: not counted: this kommun is not among those"
        self.assertIn(said, refused.stdout)
        self.assertIn(said, self.robertsfors("receipts", "2").stdout)
        again = self.robertsfors("send", "--anyway", EXAMPLES / "cases-2401-2018-Q1.csv")
        self.assertEqual(again.returncode, 1, "refused again, not forgotten")
        granted = self.office.jour("grant", self.robertsfors.line, "--unit", "2401", "--may", "cases")
        self.assertEqual(granted.returncode, 0, granted.stderr)
        counted = self.robertsfors("send", "--anyway", EXAMPLES / "cases-2401-2018-Q1.csv")
        self.assertEqual(counted.returncode, 0, counted.stdout + counted.stderr)
        self.assertVerifies()

    def test_drop_folder_asks_anew_about_a_file_that_is_put_there_again(self) -> None:
        self.robertsfors.start()
        self.robertsfors.drop("other.csv", cases("2401", "2018-01", 4))
        drop = self.robertsfors.dir / "drop"
        self.assertTrue(until((drop / "refused" / "other.csv").is_file))
        self.assertIn("other.csv, row 2, ", (drop / "refused" / "other.csv.reason.txt").read_text())
        granted = self.office.jour("grant", self.robertsfors.line, "--unit", "2401", "--may", "cases")
        self.assertEqual(granted.returncode, 0, granted.stderr)
        (drop / "refused" / "other.csv").rename(drop / "waiting" / "other.csv")
        self.assertTrue(until((drop / "sent" / "other.csv").is_file))
        # What only the office can know comes back with its receipt, and with its row.
        self.robertsfors.drop("quarter.csv", cases("2401", "2018-Q1", 4))
        reason = drop / "refused" / "quarter.csv.reason.txt"
        self.assertTrue(until(reason.is_file))
        self.assertIn("Report 2 (quarter.csv)", reason.read_text())
        self.assertIn("quarter.csv, row 2: not counted: the period overlaps", reason.read_text())
        self.assertTrue(until((drop / "refused" / "quarter.csv").is_file))
        reason.unlink()
        (drop / "refused" / "quarter.csv").rename(drop / "waiting" / "quarter.csv")
        self.assertTrue(until(reason.is_file))
        self.assertIn("Report 3 (quarter.csv)", reason.read_text())
        self.assertEqual(self.robertsfors("verify").returncode, 0)

    def test_drop_folder_takes_files_by_name(self) -> None:
        months = [f"2018-{month:02}" for month in range(12, 0, -1)]
        self.robertsfors.start()
        self.assertTrue(until((self.robertsfors.dir / "drop" / "waiting").is_dir))
        self.robertsfors.stop()
        for month in months:
            self.robertsfors.drop(f"{month}.csv", cases("2409", month, 1))
        time.sleep(2.5)  # the agent takes a file that has been left alone for two seconds
        self.robertsfors.start()
        self.assertTrue(until(lambda: len(self.robertsfors.receipts()) == len(months)))
        self.assertEqual([row["file"] for row in self.robertsfors.receipts()],
                         [f"{month}.csv" for month in sorted(months)])

    def test_receipt_is_shown_in_stockholm_time_and_as_json(self) -> None:
        self.assertEqual(self.robertsfors.send(cases("2409", "2018-01", 1)).returncode, 0)
        row = json.loads(self.robertsfors("receipts", "1", "--json").stdout)
        self.assertEqual(row, self.robertsfors.receipts()[0])
        when = datetime.datetime.fromtimestamp(row["received_ms"] / 1000, zoneinfo.ZoneInfo("Europe/Stockholm"))
        text = self.robertsfors("receipts", "1", "--text", env={"TZ": "Asia/Tokyo"}).stdout
        self.assertIn(when.strftime("%Y-%m-%d %H:%M"), text)

    def test_wrong_clock_at_the_agent_decides_nothing(self) -> None:
        for shift, month in (("-20y", "01"), ("+20y", "02")):
            done = self.robertsfors.send(cases("2409", f"2018-{month}", 1), env=clock(shift))
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        times = [row["received_ms"] for row in self.robertsfors.receipts()]
        self.assertTrue(all(abs(t / 1000 - time.time()) < 3600 for t in times))


class Agents(Day):
    def setUp(self) -> None:
        super().setUp()
        self.office.furnish()

    def test_agent_started_before_enrolment_waits_and_goes_on(self) -> None:
        agent = Agent(self.office, "early", "--unit", "2409")
        self.agents.append(agent)
        agent.start()
        agent.drop("early.csv", cases("2409", "2018-01", 1))
        log = self.top / "early.log"
        self.assertTrue(until(lambda: "does not know this key" in log.read_text()))
        self.assertIn("nothing is lost", log.read_text())
        done = self.office.jour("enroll", agent.line, "--unit", "2409", "--may", "cases")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(until((agent.dir / "drop" / "sent" / "early.csv").is_file))

    def test_restored_outbox_goes_on_without_loss_or_repeat(self) -> None:
        agent = self.enrol("robertsfors", "2409")
        agent.send(cases("2409", "2018-01", 1))
        copy(agent.dir, self.top / "backup")
        agent.send(cases("2409", "2018-02", 2))
        agent.send(cases("2409", "2018-03", 3))
        shutil.rmtree(agent.dir)
        copy(self.top / "backup", agent.dir)
        done = agent.send(cases("2409", "2018-04", 4))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        again = agent.send(cases("2409", "2018-03", 3))
        self.assertEqual(again.returncode, 0, "the same content again is a no-op")
        totals = self.office("totals", "2018", "--json")
        self.assertEqual(totals.returncode, 0, totals.stderr)
        self.assertIn("NOTHING NEEDS", self.office("status").stdout.upper())
        self.assertVerifies()

    def test_copied_agent_that_asks_first_begins_a_new_chain(self) -> None:
        agent = self.enrol("robertsfors", "2409")
        agent.send(cases("2409", "2018-01", 1))
        twin = Agent.__new__(Agent)
        twin.__dict__.update(agent.__dict__, name="twin", dir=self.top / "twin", process=None)
        copy(agent.dir, twin.dir)
        # Both sign number 2 without having heard of each other; each asks the head before it sends,
        # so only a race makes a fork. Sign both while the office is away.
        self.office.stop()
        agent.send(cases("2409", "2018-02", 2), wait=0)
        twin.send(cases("2409", "2018-03", 3), wait=0)
        self.office.start()
        self.assertEqual(agent.send(cases("2409", "2018-04", 4)).returncode, 0)
        done = twin.send(cases("2409", "2018-05", 5))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertVerifies()

    def test_revoked_agent_is_told_and_its_reports_go_under_a_new_key(self) -> None:
        agent = self.enrol("robertsfors", "2409")
        agent.start()
        agent.drop("one.csv", cases("2409", "2018-01", 1))
        self.assertTrue(until((agent.dir / "drop" / "sent" / "one.csv").is_file))
        done = self.office.jour("revoke", agent.line)
        self.assertEqual(done.returncode, 0, done.stderr)
        agent.drop("two.csv", cases("2409", "2018-02", 2))
        self.assertTrue(until(lambda: agent.waiting() == 1))
        agent.stop()
        blocked = agent("send", EXAMPLES / "payments-2409.csv", "--wait", 5)
        self.assertEqual(blocked.returncode, 3, blocked.stdout)
        new = agent("resend", "--as-new")
        self.assertEqual(new.returncode, 0, new.stderr)
        done = self.office.jour("enroll", new.stdout.strip(), "--unit", "2409", "--may", "cases,payments",
                                "--name", "robertsfors again")
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        agent.start()
        self.assertTrue(until(lambda: agent.waiting() == 0))
        self.assertTrue(until((agent.dir / "drop" / "sent" / "two.csv").is_file))
        self.assertVerifies()

    def test_rekey_keeps_grants_and_recovery_brings_a_lost_office_back(self) -> None:
        agent = self.enrol("robertsfors", "2409")
        done = agent("rekey")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(agent.send(cases("2409", "2018-01", 1)).returncode, 0)
        new = self.top / "newoffice"
        run("jour-agent", "init", "--dir", new, "--jour", "--name", "jour")
        done = run("jour-agent", "recover", "--dir", new, "--office", self.office.line, "--server",
                   self.office.server, stdin=self.office.paper + "\n")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        run("jour-agent", "init", "--dir", new, "--server", self.office.server)
        done = run("jour-agent", "send", "--dir", new, EXAMPLES / "payments-jour.csv")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        old = self.office.jour.send("avtal;kommun;år;datum;fakturanr;belopp\nKS 2017/123;2409;2018;2018-03-01;x;1\n",
                                    wait=5)
        self.assertEqual(old.returncode, 3, old.stdout)
        self.assertVerifies()

    def test_wrong_settings_lose_nothing(self) -> None:
        agent = self.enrol("robertsfors", "2409")
        self.office.stop()
        for month in range(1, 10):
            agent.send(cases("2409", f"2018-{month:02}", month), wait=0)
        settings = agent.dir / "agent.yaml"
        good = settings.read_text()
        settings.write_text(good + "langage: sv\n")
        done = agent("status")
        self.assertEqual(done.returncode, 78)
        self.assertIn("langage", done.stderr)
        settings.write_text(good)
        server = (agent.dir / "server.line").read_text()
        (agent.dir / "server.line").write_text(server.replace("tcp", "tpc"))
        self.assertEqual(agent("status").returncode, 78)
        (agent.dir / "server.line").write_text(server)
        self.assertEqual(agent.waiting(), 9)
        self.office.start()
        agent.start()
        self.assertTrue(until(lambda: agent.waiting() == 0))


class LargeLedger(Day):
    size_mib = 1024

    def test_full_outbox_takes_no_more_and_empties_when_connected(self) -> None:
        self.office.furnish()
        agent = self.enrol("robertsfors", "2409")
        self.office.stop()
        refused = None
        for number in range(200):
            rows = "".join(f"KS 2017/123;2409;2018;2018-03-01;{number}-{i:05} {'x' * 150};1\n" for i in range(5000))
            done = agent.send("avtal;kommun;år;datum;fakturanr;belopp\n" + rows, wait=0)
            if done.returncode != 3:
                refused = done
                break
        self.assertIsNotNone(refused, "the outbox never filled")
        self.assertIn("outbox is full", refused.stderr)
        waiting = agent.waiting()
        self.assertGreater(waiting, 10)
        self.office.start()
        agent.start()
        self.assertTrue(until(lambda: agent.waiting() == 0 or not self.office.process, 120), agent.waiting())
        agent.stop()
        self.assertEqual(agent.send(cases("2409", "2018-01", 1)).returncode, 0)


class SmallLedger(Day):
    size_mib = 4

    def test_full_ledger_puts_reports_off_says_what_to_type_and_goes_on_after_grow(self) -> None:
        self.office.furnish()
        agent = self.enrol("robertsfors", "2409")
        put_off = False
        for number in range(40):
            rows = "".join(f"KS 2017/123;2409;2018;2018-03-01;{number}-{i:05};1\n" for i in range(2000))
            done = agent.send("avtal;kommun;år;datum;fakturanr;belopp\n" + rows, wait=4)
            if done.returncode == 3:
                put_off = True
                break
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue(put_off, "the ledger never filled")
        self.assertIn("jourd grow", self.office.log())
        self.assertEqual(self.office("agreement", "list").returncode, 0, "reads go on")
        self.office.stop()
        done = run("jourd", "grow", "--dir", self.top / "office", "64")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.office.start()
        agent.start()
        self.assertTrue(until(lambda: agent.waiting() == 0))
        self.assertVerifies()


class Daemon(Day):
    def test_second_daemon_on_one_store_is_refused(self) -> None:
        done = self.office("run", "--listen", f"tcp://127.0.0.1:{free_port()}", timeout=30)
        self.assertEqual(done.returncode, 78, done.stderr)
        self.assertIn("another process", done.stderr)
        self.assertEqual(self.office.jour("send", EXAMPLES / "units.csv").returncode, 0)

    def test_office_directory_may_come_from_the_environment(self) -> None:
        def jourd(*words: object) -> subprocess.CompletedProcess[str]:
            return run("jourd", *words, env={"JOURD_DIR": str(self.top / "office")})

        self.assertEqual(jourd("status").stdout, self.office("status").stdout)
        second = jourd("run", "--listen", f"tcp://127.0.0.1:{free_port()}")
        self.assertIn("another process", second.stderr)
        self.assertIn("the daemon is running", jourd("grow", 2048).stderr)
        self.assertIn(str(self.top / "office"), jourd("init", "--office", self.office.line, "--origin", "e2e.test/x",
                                                       "--endpoint", "tcp://127.0.0.1:1").stderr)

    def test_key_file_that_others_can_read_is_refused_with_what_to_type(self) -> None:
        self.office.stop()
        key = self.top / "office" / "ledger.key"
        os.chmod(key, 0o644)
        done = self.office("run", "--listen", f"tcp://127.0.0.1:{self.office.port}", timeout=30)
        self.assertEqual(done.returncode, 78)
        self.assertIn("chmod 600", done.stderr)
        os.chmod(key, 0o600)

    def test_death_of_either_child_is_survived(self) -> None:
        self.office.furnish()
        agent = self.enrol("robertsfors", "2409")
        agent.start()
        for month, child in enumerate(("gate", "ledger", "gate", "ledger"), 1):
            self.assertTrue(until(lambda: child in self.office.children()))
            os.kill(self.office.children()[child], signal.SIGKILL)
            agent.drop(f"{month}.csv", cases("2409", f"2018-{month:02}", month))
            self.assertTrue(until((agent.dir / "drop" / "sent" / f"{month}.csv").is_file), child)
        self.assertVerifies()

    def test_nothing_is_left_running_after_the_supervisor_is_killed(self) -> None:
        children = self.office.children()
        self.office.stop(signal.SIGKILL)
        for pid in children.values():
            self.assertTrue(until(lambda: not Path(f"/proc/{pid}").exists()))


if __name__ == "__main__":
    unittest.main(verbosity=2)
