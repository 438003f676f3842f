"""Rows in any state and of any day, written past the acts: a check only reads, and must judge whatever is there.

One file for each room; `row` and `line` are the general ones behind them.
"""

from tests.checks.rows.access import account as account
from tests.checks.rows.access import issue as issue
from tests.checks.rows.access import request as request
from tests.checks.rows.access import review as review
from tests.checks.rows.access import rule as rule
from tests.checks.rows.access import use as use
from tests.checks.rows.assets import asset as asset
from tests.checks.rows.assets import asset_change as asset_change
from tests.checks.rows.assets import medium as medium
from tests.checks.rows.assets import mobile as mobile
from tests.checks.rows.assets import sanitization as sanitization
from tests.checks.rows.assets import system as system
from tests.checks.rows.assets import thing as thing
from tests.checks.rows.assurance import finding as finding
from tests.checks.rows.assurance import statement as statement
from tests.checks.rows.continuity import drill as drill
from tests.checks.rows.continuity import plan as plan
from tests.checks.rows.development import change as change
from tests.checks.rows.development import data_copy as data_copy
from tests.checks.rows.development import release as release
from tests.checks.rows.facilities import area as area
from tests.checks.rows.facilities import entry as entry
from tests.checks.rows.facilities import inspection as inspection
from tests.checks.rows.incidents import incident as incident
from tests.checks.rows.network import firewall_rule as firewall_rule
from tests.checks.rows.network import zone as zone
from tests.checks.rows.operations import backup as backup
from tests.checks.rows.operations import capacity as capacity
from tests.checks.rows.operations import maintenance as maintenance
from tests.checks.rows.operations import page as page
from tests.checks.rows.operations import patch as patch
from tests.checks.rows.operations import report as report
from tests.checks.rows.organization import meeting as meeting
from tests.checks.rows.organization import office as office
from tests.checks.rows.organization import person as person
from tests.checks.rows.organization import personnel_change as personnel_change
from tests.checks.rows.organization import president as president
from tests.checks.rows.organization import training as training
from tests.checks.rows.organization import undertaking as undertaking
from tests.checks.rows.policy import document as document
from tests.checks.rows.policy import notice as notice
from tests.checks.rows.policy import parameter as parameter
from tests.checks.rows.privacy import data_file as data_file
from tests.checks.rows.suppliers import contract as contract
from tests.checks.rows.suppliers import supplier as supplier
from tests.checks.rows.writing import RELATED as RELATED
from tests.checks.rows.writing import TODAY as TODAY
from tests.checks.rows.writing import ago as ago
from tests.checks.rows.writing import at as at
from tests.checks.rows.writing import calendar as calendar
from tests.checks.rows.writing import line as line
from tests.checks.rows.writing import row as row
from tests.checks.rows.writing import user as user
